// A chart of Trends in a real browser, measured for `cargo xtask bench`: from pointing at it, with
// nothing loaded yet, until it is alive. Prints one line of JSON, times in milliseconds.
import { chromium } from "@playwright/test";
import { launchOptions } from "./chromium.js";

const { BASE_URL, COOKIE, SERVICE, TIMES = "9" } = process.env;

const browser = await chromium.launch(launchOptions);
const [name, value] = COOKIE.split("=");
const [cold, warm] = [[], []];
let bundle = 0;
for (let n = 0; n < Number(TIMES); n += 1) {
  // A context of its own: nothing is kept from the time before.
  const context = await browser.newContext({ baseURL: BASE_URL, locale: "en-GB" });
  await context.addCookies([{ name, value, url: BASE_URL }]);
  const page = await context.newPage();
  await page.goto(`/services/${SERVICE}/trends`);
  await page.waitForLoadState("networkidle");
  cold.push(await point(page, 0));
  bundle = await page.evaluate(() => {
    const loaded = performance.getEntriesByType("resource");
    return loaded.find(({ name }) => name.includes("/live."))?.encodedBodySize;
  });
  warm.push(await point(page, 1));
  await context.close();
}
await browser.close();
const middle = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
console.log(JSON.stringify({ cold: middle(cold), slowest: cold.at(-1), warm: middle(warm), bundle }));

/** Points at a chart; the time from the browser's own event until the chart stands there. */
async function point(page, which) {
  const figure = page.locator("figure[data-live]").nth(which);
  const plot = figure.locator(".explored");
  // Where the pointer rests already, it enters nothing.
  await page.mouse.move(0, 0);
  await plot.scrollIntoViewIfNeeded();
  const took = figure.evaluate(
    (figure) =>
      new Promise((done) => {
        let start;
        figure.querySelector(".explored").addEventListener("pointerenter", () => (start = performance.now()), {
          capture: true,
        });
        new MutationObserver(() => figure.dataset.state === "live" && done(performance.now() - start)).observe(
          figure,
          { attributes: true },
        );
      }),
  );
  const box = await plot.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
  let timer;
  const late = new Promise((_, refuse) => {
    timer = setTimeout(refuse, 20_000, new Error("the chart stays a drawing"));
  });
  return Promise.race([took, late]).finally(() => clearTimeout(timer));
}
