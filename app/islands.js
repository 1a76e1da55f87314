// Wakes the islands of the page when it is about to be used: loads the client, then hands each island
// its element. The client's addresses stand on this script's own element, because they hold hashes.
const { client: glue, wasm } = document.querySelector('script[data-client]').dataset;
await used();
const client = await import(glue);
await client.default({ module_or_path: wasm });
client.hydrate();
// An island inside another one's children runs in what its parent provides: `enter` goes there.
const wake = (node, enter) => {
  for (const child of node.children) {
    if (child.tagName === 'LEPTOS-ISLAND') {
      enter?.();
      client[child.dataset.component]?.(child);
    }
    wake(child, child.tagName === 'LEPTOS-CHILDREN' ? child.$$on_hydrate : enter);
  }
};
wake(document.body);

// Whoever only looks pays for no client: it comes with the first touch, key or move of the pointer;
// at once where the address leads to a box or this computer keeps words of an earlier page; and after
// four seconds of being looked at, when the page begins to ask what others have saved.
function used() {
  if (location.hash || keeps()) return;
  const signs = ['pointermove', 'pointerdown', 'keydown', 'focusin', 'input', 'submit'];
  return new Promise((go) => {
    for (const sign of signs) addEventListener(sign, go, { once: true, capture: true });
    const seen = () => document.visibilityState === 'visible' && setTimeout(go, 4000);
    seen();
    addEventListener('visibilitychange', seen);
  });
}

function keeps() {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith('draft '));
  } catch {
    return false; // Storage is blocked: nothing was kept.
  }
}
