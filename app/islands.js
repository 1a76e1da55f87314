// Wakes the islands of the page: loads the client, then hands each island its element.
// The client's addresses stand on this script's own element, because they hold hashes.
const { client: glue, wasm } = document.querySelector('script[data-client]').dataset;
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
