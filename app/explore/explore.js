// Lets a reader go through a chart week by week. When a chart is pointed at, touched or focused, and
// not before, the reader, the line's numbers and the chart engine are loaded; a moment after it is
// left they are let go of, and the page's own drawing stands there again. The addresses of what is
// loaded stand on this script's own element, because they hold hashes.
const { reader, chart } = document.querySelector("script[data-chart]").dataset;
const forced = matchMedia("(forced-colors: active)");
/** How long a chart stays alive that nobody points at or has the focus in, in milliseconds. */
const MOMENT = 600;
/** How often something could not be loaded: another address is asked for anew. */
let failures = 0;

for (const figure of document.querySelectorAll("figure[data-live]")) prepare(figure);

function prepare(figure) {
  const find = (part) => figure.querySelector(part);
  const [plot, slider, said] = [find(".explored"), find("input"), find(".said")];
  const hint = said.textContent;
  /** Why it is alive: `pointer`, `touch`, `focus`. */
  const reasons = new Set();
  let [alive, waking, timer, x] = [null, false, 0, undefined];

  const want = (reason, event) => {
    x = event?.clientX;
    reasons.add(reason);
    clearTimeout(timer);
    if (!alive && !waking) wake();
  };
  const leave = (reason) => {
    reasons.delete(reason);
    clearTimeout(timer);
    timer = setTimeout(() => reasons.size || sleep(), MOMENT);
  };

  async function wake() {
    waking = true;
    try {
      const engine = forced.matches ? null : import(anew(chart)).catch(failed);
      const [read, numbers, draw] = await Promise.all([
        import(anew(reader)),
        load(figure.dataset.live),
        engine,
      ]);
      if (reasons.size) alive = read.explore({ figure, numbers, draw, x, sleep, changed: words("changed") });
    } catch (problem) {
      failed();
      said.ariaLive = "polite";
      said.textContent = typeof problem === "string" ? problem : words("failed");
    }
    waking = false;
  }

  function sleep() {
    alive?.end();
    alive = null;
    // What nobody asked for is not read out.
    said.ariaLive = null;
    if (said.textContent !== hint) said.textContent = hint;
  }

  slider.hidden = said.hidden = false;
  const on = (target, kind, act) => target.addEventListener(kind, act);
  const touch = (event) => event.pointerType === "touch";
  on(plot, "pointerenter", (event) => want(touch(event) ? "touch" : "pointer", event));
  on(plot, "pointermove", (event) => (x = event.clientX));
  on(figure, "pointerleave", (event) => touch(event) || leave("pointer"));
  // A finger is lifted to read: the chart stays until another place is touched or it is scrolled away.
  on(document, "pointerdown", (event) => figure.contains(event.target) || leave("touch"));
  new IntersectionObserver(([{ isIntersecting }]) => isIntersecting || leave("touch")).observe(figure);
  on(figure, "focusin", () => want("focus"));
  on(figure, "focusout", () => leave("focus"));
  // After Escape the focus is still there, and the next key wakes the chart again.
  on(slider, "keydown", ({ key }) => ["Escape", "Tab", "Shift"].includes(key) || want("focus"));
  on(forced, "change", sleep);
  on(window, "pagehide", sleep);
}

/** The numbers of a line. */
async function load(address) {
  const answer = await fetch(address, { redirect: "manual" });
  if (answer.type === "opaqueredirect") throw words("ended");
  if (!answer.ok) throw words("failed");
  return answer.json();
}

/** A sentence that the page keeps for us. */
function words(name) {
  return document.querySelector(`#explore .${name}`).textContent;
}

function failed() {
  failures += 1;
}

/** A browser may keep a failure for the address it failed at. */
function anew(address) {
  return failures ? `${address}?${failures}` : address;
}
