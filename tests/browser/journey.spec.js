// A first week from the door to the confirmation, as somebody new to it would: by keyboard alone, by
// touch alone on the smallest phone, and with the server killed under the typing. On a demo of their
// own, in which the last week is still owed.
import { accounts, audit, awake, expect, fitsNarrow, submitWeek, test, typeIn } from "./house.js";
import { Own } from "./own.js";

const WEEK = "/services/demo/week/2026-11-16";
const NUMBERS = {
  "Calls answered": 152, "Calls before an offence": 55, "Calls after an offence": 61,
  "Calls, does not apply": 20, "Calls missed": 90, "Live chats answered": 85,
  "Live chats before an offence": 30, "Live chats after an offence": 34,
  "Live chats, does not apply": 12, "Secure messages answered": 33,
  "Secure messages before an offence": 12, "Secure messages after an offence": 13,
  "Secure messages, does not apply": 5, "Website visits": 28_310, "Website visitors": 21_700,
};

let own;
test.beforeEach(async () => {
  own = await Own.start();
});
test.afterEach(() => own.stop());

const number = (page, name) => page.getByRole("textbox", { name, exact: true });

/** Presses Tab until the focus is there. */
async function tabTo(page, target) {
  for (let i = 0; i < 60; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reached ${target}`);
}

/** Types what asks for an account. */
async function enterBy(page, go) {
  const { email, password } = accounts.staff;
  await page.goto(own.address);
  await go(page.getByLabel("Email address"));
  await page.keyboard.type(email);
  await go(page.getByLabel("Password"));
  await page.keyboard.type(password);
}

test("a first week by keyboard alone", async ({ page, javaScriptEnabled }) => {
  const go = (target) => tabTo(page, target);
  await enterBy(page, go);
  await page.keyboard.press("Enter");
  await go(page.getByRole("link", { name: "Week of Monday 16 November 2026" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(WEEK));
  if (javaScriptEnabled) await expect(number(page, "Calls answered")).toBeFocused();
  if (javaScriptEnabled) await awake(page);
  for (const [name, count] of Object.entries(NUMBERS)) {
    await go(number(page, name));
    await page.keyboard.type(String(count));
  }
  await go(page.getByRole("button", { name: "Submit week" }));
  await page.keyboard.press("Enter");
  if (javaScriptEnabled) {
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("Calls answered");
    await audit(page);
    await go(dialog.getByRole("button", { name: "Submit" }));
    await page.keyboard.press("Enter");
  }
  const done = page.locator(".done");
  await expect(done).toBeFocused();
  await expect(done).toContainText("The week of Monday 16 November 2026 was saved at");
  await expect(done).toContainText("Calls answered: 152");
  if (javaScriptEnabled) await audit(page);
});

test("a first week by touch alone, on the smallest phone", async ({ browser, javaScriptEnabled }) => {
  const context = await browser.newContext({
    viewport: { width: 320, height: 568 },
    hasTouch: true,
    javaScriptEnabled,
  });
  const page = await context.newPage();
  await enterBy(page, (target) => target.tap());
  await page.getByRole("button", { name: "Sign in" }).tap();
  await page.getByRole("link", { name: "Week of Monday 16 November 2026" }).tap();
  if (javaScriptEnabled) await page.locator("#tools").waitFor();
  for (const [name, count] of Object.entries(NUMBERS)) {
    const channel = { C: "Calls", L: "Live chat", S: "Secure messages", W: "Website" }[name[0]];
    if (javaScriptEnabled && /answered|visits/.test(name)) {
      await page.getByRole("button", { name: channel, exact: true }).tap();
    }
    await number(page, name).tap();
    await page.keyboard.type(String(count));
  }
  await page.getByRole("button", { name: "Submit week" }).tap();
  if (javaScriptEnabled) {
    await page.getByRole("dialog").getByRole("button", { name: "Submit" }).tap();
  }
  await expect(page.locator(".done")).toContainText("Calls answered: 152");
  await fitsNarrow(page);
  await context.close();
});

test("a killed server loses nothing that was typed", async ({ page, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "without scripting nothing is sent while typing");
  await typeIn(page, own.address, accounts.staff);
  await page.goto(own.address + WEEK);
  const kept = page.locator("#kept");
  await number(page, "Calls answered").fill("152");
  await expect(kept).toContainText(/Saved \d\d:\d\d as a draft/);
  await own.kill();
  await number(page, "Calls missed").fill("90");
  await expect(kept).toContainText("Not saved");
  await expect(kept).toContainText("kept on this computer");
  await own.serve();
  await expect(kept).toContainText(/Saved \d\d:\d\d as a draft/);
  await page.reload();
  await expect(number(page, "Calls answered")).toHaveValue("152");
  await expect(number(page, "Calls missed")).toHaveValue("90");
  await submitWeek(page);
  await expect(page.locator(".done")).toContainText("Calls missed: 90");
});
