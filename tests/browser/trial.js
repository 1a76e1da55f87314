// 13 weeks of eight fields, from the clipboard until they are saved, at the pace of somebody who knows
// the page: each act waits as long as the keystroke-level model says (Card, Moran and Newell 1980), and
// all that is on show is read. Prints one line of JSON, times in seconds.
import { chromium } from "@playwright/test";
import { block } from "./block.js";
import { launchOptions } from "./chromium.js";

const { BASE_URL, COOKIE, SERVICE, WEEK } = process.env;

/** A key or a click, pointing, the hand to the mouse or back, making up one's mind, reading a word. */
const SECONDS = { K: 0.28, P: 1.1, H: 0.4, M: 1.35, R: 0.25 };

const browser = await chromium.launch(launchOptions);
const [name, value] = COOKIE.split("=");
const context = await browser.newContext({ baseURL: BASE_URL, locale: "en-GB" });
await context.addCookies([{ name, value, url: BASE_URL }]);
await context.grantPermissions(["clipboard-read", "clipboard-write"]);
const page = await context.newPage();
const dialog = page.getByRole("dialog");
const acts = [];

/** Waits as long as those operators take: "MHPK" makes up one's mind, and points and clicks. */
async function takes(what, operators, times = 1) {
  const seconds = times * [...operators].reduce((sum, one) => sum + SECONDS[one], 0);
  acts.push({ what, seconds });
  await page.waitForTimeout(seconds * 1000);
}

/** Reads what is on show there: nothing that is folded away. */
async function reads(what, place) {
  const words = (await place.innerText()).split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length;
  await takes(`reads ${what}, ${words} words`, "R", words);
}

async function clicks(what, target, operators = "MPK") {
  await takes(what, operators);
  await target.click();
}

await page.goto(`/services/${SERVICE}/weeks/${WEEK}`);
await page.mouse.move(1, 1);
await page.locator("#tools").waitFor();
await page.evaluate((text) => navigator.clipboard.writeText(text), block(WEEK, 1));

const start = performance.now();
await clicks("clicks the first box", page.locator("table input[type=text]:visible").first(), "MHPK");
await takes("pastes", "HKK");
await page.keyboard.press("ControlOrMeta+V");
await dialog.waitFor();
await reads("the preview", dialog);
const changes = await dialog.getByRole("heading").first().innerText();
const why = dialog.getByLabel("Why are submitted numbers changing?");
if (await why.isVisible()) {
  const reason = "Counted again";
  await takes("goes to the reason", "MHPKH");
  await why.click();
  await takes("types the reason", "K", reason.length);
  await page.keyboard.type(reason);
}
await clicks("takes and submits", dialog.getByRole("button", { name: "Take and submit" }), "MHPK");
const said = page.locator(".done, .problem-summary");
const asked = page.locator("#asked fieldset");
await said.or(asked).first().waitFor();
const doubts = await asked.count();
if (doubts > 0) {
  for (const question of await asked.all()) await reads("a doubt", question.locator("legend"));
  const all = page.locator("#ask-all button").first();
  await clicks("gives one reason", doubts > 1 ? all : asked.getByRole("radio").first());
  await clicks("submits", page.getByRole("button", { name: "Submit weeks" }));
  await reads("what would change", dialog);
  await clicks("confirms", dialog.getByRole("button", { name: "Submit", exact: true }));
  await said.first().waitFor();
}
await reads("what was saved", said.first());
const seconds = (performance.now() - start) / 1000;
const words = await said.first().innerText();
if (!/\d+ values of 13 weeks saved/.test(words)) throw new Error(`the block was not saved: ${words}`);
const pace = acts.reduce((sum, act) => sum + act.seconds, 0);
console.log(JSON.stringify({ seconds, pace, doubts, changes, acts }));
await browser.close();
