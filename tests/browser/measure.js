// The entry grid in a real browser, measured for `cargo xtask bench`: prints one line of JSON, times
// in milliseconds.
import { chromium } from "@playwright/test";
import { COLUMNS, WEEKS, block, mondays } from "./block.js";
import { launchOptions } from "./chromium.js";
import { keystrokes } from "./latency.js";

const { BASE_URL, COOKIE, SERVICE, WEEK, KEYS = "400" } = process.env;

const browser = await chromium.launch(launchOptions);
const [name, value] = COOKIE.split("=");
const context = await browser.newContext({ baseURL: BASE_URL, locale: "en-GB" });
const cookie = { name, value, url: BASE_URL };
await context.addCookies([cookie]);
const page = await context.newPage();
const address = (last) => `/services/${SERVICE}/weeks/${last}`;

const keys = await keystrokes(BASE_URL + address(WEEK), cookie, Number(KEYS));
console.log(JSON.stringify({ ...keys, ...(await largePaste()), ...(await pasteAndSave()) }));
await browser.close();

/** Opens the 13 weeks that end with one, and wakes their grid. */
async function open(last = WEEK) {
  await page.goto(address(last));
  await page.mouse.move(1, 1);
  await page.locator("#tools").waitFor();
}

/** Pastes a text into the focused box as the clipboard does, and waits for the preview's frame. */
async function paste(text) {
  await page.locator("table input[type=text]:visible").first().focus();
  return page.evaluate((text) => new Promise((done, fail) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const start = performance.now();
    document.activeElement.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
    if (!document.querySelector("dialog[open]")) fail(new Error("no preview"));
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now() - start);
      port2.postMessage(0);
    });
  }), text);
}

/** Ten thousand cells: 500 weeks of twenty columns, of which the grid takes what it knows. */
async function largePaste() {
  await open();
  const heads = ["Week", ...COLUMNS, ...Array.from({ length: 11 }, (_, n) => `Column ${n}`)];
  const rows = mondays(500, WEEK).map((monday, n) => [monday, ...heads.slice(1).map((_, c) => 90 + ((n + c) % 40))]);
  const text = [heads, ...rows].map((row) => row.join("\t")).join("\n");
  return { paste_cells: rows.length * heads.length, paste_preview: await paste(text) };
}

/** 13 weeks of eight fields: pasted, previewed, taken, checked and saved. */
async function pasteAndSave() {
  // Weeks of their own: the keys left a draft in the last ones.
  const last = mondays(WEEKS + 1, WEEK)[0];
  await open(last);
  const text = block(last);
  const start = performance.now();
  await paste(text);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Take these changes" }).click();
  for (const question of await page.locator("#asked fieldset").all()) {
    await question.locator("input[type=radio]").nth(1).check();
  }
  await page.getByRole("button", { name: "Submit weeks" }).click();
  const why = dialog.getByLabel("Why are submitted numbers changing?");
  if (await why.isVisible()) await why.fill("Counted again");
  await dialog.getByRole("button", { name: "Submit", exact: true }).click();
  const said = page.locator(".done, .summary, [role=alert]").first();
  await said.waitFor();
  const words = await said.innerText();
  if (!/saved/.test(words)) throw new Error(`the block was not saved: ${words}`);
  return { block_saved: performance.now() - start, block_said: words.split("\n")[0] };
}
