// The entry grid awake: keys, undo, states, paste, drafts, two people, several weeks. The same page
// without scripting is in week.spec.js.
import { audit, expect, fitsNarrow, signIn, test } from "./house.js";

test.skip(({ javaScriptEnabled }) => !javaScriptEnabled, "the grid is the page with scripting");

const address = (monday) => `/services/demo/week/${monday}`;
const across = (monday) => `/services/demo/weeks/${monday}`;
const box = (page, name) => page.locator(`[name="${name}"]`);
const number = async (page, name) => Number((await box(page, name).inputValue()).replaceAll(",", ""));
const dialog = (page) => page.getByRole("dialog");

/** Opens a page and waits until the grid is awake: it wakes when it is about to be used. */
async function open(page, to, role = "staff") {
  await signIn(page, role);
  await page.goto(to);
  await page.mouse.move(1, 1);
  await expect(page.locator("#tools")).toBeVisible();
}

/** Pastes a text into the box in focus, as the system's clipboard would. */
async function paste(page, text) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("ControlOrMeta+V");
}

/** Submits and confirms; says why where numbers change. */
async function submit(page, why) {
  await page.getByRole("button", { name: /^Submit weeks?$/ }).click();
  if (why) await dialog(page).getByLabel("Why are submitted numbers changing?").fill(why);
  await dialog(page).getByRole("button", { name: "Submit" }).click();
}

test("arrows, Enter, Escape and undo work as in a spreadsheet", async ({ page }) => {
  await open(page, address("2021-03-01"));
  const before = await number(page, "calls.answered");
  await box(page, "calls.answered").focus();
  await page.keyboard.press("ArrowRight");
  await expect(box(page, "calls.before")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByLabel("Live chats before an offence")).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowUp");
  await expect(box(page, "calls.answered")).toBeFocused();
  await page.keyboard.type("111");
  await page.keyboard.press("Escape");
  expect(await number(page, "calls.answered")).toBe(before);
  await page.keyboard.type("112");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Live chats answered")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+Z");
  expect(await number(page, "calls.answered")).toBe(before);
  await page.keyboard.press("ControlOrMeta+Y");
  expect(await number(page, "calls.answered")).toBe(112);
  await page.keyboard.press("ControlOrMeta+Z");
  await page.keyboard.press("ControlOrMeta+D");
  expect(await number(page, "calls.answered")).toBeGreaterThan(0);
});

test("how many boxes are filled follows the typing", async ({ page }) => {
  await open(page, address("2021-04-05"));
  const lead = page.locator(".lead");
  const [, filled, boxes] = /^(?:All|(\d+) of) (\d+) boxes filled\./.exec(await lead.innerText());
  expect(filled, "the week is full").toBeUndefined();
  await box(page, "calls.answered").fill("");
  await expect(lead).toContainText(`${boxes - 1} of ${boxes} boxes filled.`);
  await box(page, "calls.answered").press("c");
  await expect(lead).toContainText(`All ${boxes - 5} boxes filled.`);
  await page.keyboard.press("ControlOrMeta+Z");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(lead).toContainText(`All ${boxes} boxes filled.`);
  await open(page, across("2021-04-12"));
  const [, all] = /All (\d+) boxes filled\.$/.exec(await lead.innerText());
  await box(page, "2021-04-12.calls.answered").fill("");
  await expect(lead).toHaveText(new RegExp(`2021\\. ${all - 1} of ${all} boxes filled\\.$`));
});

test("a channel is closed in one way, which asks why", async ({ page }) => {
  await open(page, address("2021-04-19"));
  const states = page.locator("#states");
  await expect(states).toBeHidden();
  await expect(page.getByText("Closed, or not collected?")).toBeHidden();
  await page.getByLabel("Live chats answered").focus();
  await page.getByRole("button", { name: "Closed all week" }).click();
  await expect(states.getByRole("group")).toHaveCount(1);
  const part = states.getByRole("group", { name: "Live chat" });
  await expect(part.getByText("Not collected", { exact: true })).toBeHidden();
  await part.getByLabel("Why closed").fill("Moved office");
  await audit(page);
  await part.getByLabel("Closed all week").uncheck();
  await expect(states).toBeHidden();
  await expect(page.getByLabel("Live chats answered")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(part.getByLabel("Why closed")).toHaveValue("Moved office");
  await submit(page, "The log says so");
  await expect(page.locator(".done")).toContainText("Live chat: closed all week, Moved office");
  await open(page, across("2021-04-19"));
  await expect(page.getByRole("row", { name: /^Closed all week/ })).toHaveCount(0);
});

test("the four states are a key away and said in words", async ({ page }) => {
  await open(page, address("2021-03-08"));
  await box(page, "calls.answered").focus();
  await page.keyboard.press("c");
  const row = page.getByRole("row", { name: /^Calls/ });
  await expect(row.getByText("closed", { exact: true }).first()).toBeVisible();
  await expect(page.locator("[id='calls-closed']")).toBeChecked();
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(box(page, "calls.answered")).toBeVisible();
  await box(page, "calls.missed").focus();
  await page.keyboard.press("n");
  await expect(row.getByText("not collected", { exact: true })).toBeVisible();
  await page.keyboard.press("n");
  await box(page, "calls.missed").focus();
  await page.keyboard.press("Delete");
  await expect(box(page, "calls.missed")).toHaveValue("");
  await audit(page);
});

test("doubts come while typing, and exchanged numbers are noticed", async ({ page }) => {
  await open(page, address("2021-03-15"));
  const calls = await number(page, "calls.answered");
  await box(page, "calls.answered").fill(String(calls * 10));
  await expect(page.locator("#calls-answered-usual")).toContainText("usually");
  const question = page.getByRole("group", { name: /Is a digit too many|higher than usual/ });
  await expect(question.getByRole("radio", { name: "Campaign" })).toBeVisible();
  await box(page, "calls.answered").fill(String(calls * 12));
  const meant = question.getByText(/^Change it to \d+$/);
  const count = (await meant.textContent()).match(/\d+/)[0];
  await meant.click();
  await expect(box(page, "calls.answered")).toHaveValue(count);
  await box(page, "calls.answered").fill(String(calls));
  await expect(question).toHaveCount(0);
  const chats = page.getByLabel("Live chats answered");
  const few = await chats.inputValue();
  await box(page, "calls.answered").fill(few);
  await chats.fill(String(calls));
  await page.getByRole("button", { name: "Exchange them" }).click();
  await expect(chats).toHaveValue(few);
});

test("a block from a spreadsheet is previewed, taken and undone in one step", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, across("2021-06-28"));
  const first = box(page, "2021-06-28.calls.answered");
  const before = await first.inputValue();
  await first.focus();
  await paste(page, "Week beginning\tVisits\tCalls answered\tTotal\n21/06/2021\t24,001\t131\t1\n28/06/2021\t２４００２\tx\t1\n");
  await expect(dialog(page)).toContainText("3 numbers would change, 1 not taken");
  await expect(dialog(page)).toContainText(
    'Calls answered, week of Monday 28 June 2021: "x" is not a number.',
  );
  await expect(dialog(page)).toContainText("Total");
  await audit(page);
  await dialog(page).getByRole("button", { name: "Take these changes" }).click();
  await expect(box(page, "2021-06-21.calls.answered")).toHaveValue("131");
  await expect(box(page, "2021-06-28.website.visits")).toHaveValue("24,002");
  await expect(first).toHaveValue(before);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(box(page, "2021-06-21.calls.answered")).not.toHaveValue("131");
});

/** The 13 Mondays up to one. */
const mondays = (last) =>
  Array.from({ length: 13 }, (_, n) =>
    new Date(Date.parse(`${last}T00:00:00Z`) - (12 - n) * 7 * 86_400_000).toISOString().slice(0, 10));

test("a long block is told by figure and submitted from its preview", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const weeks = mondays("2022-03-21").slice(2);
  await open(page, across("2022-03-21"));
  // Numbers as usual as can be, so that none is in doubt, and none that stands there.
  const usual = async (name) => {
    const stand = await Promise.all(weeks.map((monday) => number(page, `${monday}.${name}`)));
    const middle = stand.toSorted((a, b) => a - b)[5];
    return stand.map((count) => (count === middle ? middle + 1 : middle));
  };
  const [missed, visits] = [await usual("calls.missed"), await usual("website.visits")];
  const rows = weeks.map((monday, n) => [monday, missed[n], visits[n]].join("\t"));
  await box(page, "2022-03-21.calls.answered").focus();
  await paste(page, ["Week\tCalls missed\tVisits", ...rows].join("\n"));
  await expect(dialog(page)).toContainText("22 numbers would change");
  await expect(dialog(page).getByRole("row", { name: /^Calls missed × 11 / })).toBeVisible();
  const each = dialog(page).getByRole("row", { name: /^Calls missed, 21 Mar / });
  await expect(each).toBeHidden();
  await dialog(page).getByText("Each number").click();
  await expect(each).toBeVisible();
  await audit(page);
  const send = dialog(page).getByRole("button", { name: "Take and submit" });
  await send.click();
  const why = dialog(page).getByLabel("Why are submitted numbers changing?");
  await expect(why).toBeFocused();
  await why.fill("From the call log");
  await send.click();
  await expect(page.locator(".done")).toContainText("22 values of 11 weeks saved");
});

test("what was typed beside a block is listed before both are sent", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, across("2022-03-28"));
  const missed = (await number(page, "2022-03-28.calls.missed")) + 1;
  await box(page, "2022-03-21.calls.missed").fill(String((await number(page, "2022-03-21.calls.missed")) + 1));
  await box(page, "2022-03-28.calls.answered").focus();
  await paste(page, `Week\tCalls missed\n2022-03-28\t${missed}\n`);
  await dialog(page).getByLabel("Why are submitted numbers changing?").fill("Counted again");
  await dialog(page).getByRole("button", { name: "Take and submit" }).click();
  await expect(dialog(page)).toContainText("Check before it counts");
  await expect(dialog(page)).toContainText("Calls missed, 21 Mar");
  await dialog(page).getByRole("button", { name: "Submit", exact: true }).click();
  await expect(page.locator(".done")).toContainText("2 values of 2 weeks saved");
});

test("one reason answers for all numbers in doubt", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, across("2022-06-27"));
  const all = page.getByText("One reason for all numbers in doubt");
  await expect(all).toBeHidden();
  const visits = await number(page, "2022-06-27.website.visits");
  await box(page, "2022-06-27.calls.answered").focus();
  await paste(page, `Week\tVisits\n2022-06-20\t${visits * 3}\n2022-06-27\t${visits * 3}\n`);
  await dialog(page).getByLabel("Why are submitted numbers changing?").fill("The tool's own report");
  await dialog(page).getByRole("button", { name: "Take and submit" }).click();
  const questions = page.locator("#asked fieldset");
  await expect(questions).toHaveCount(2);
  await expect(questions.first()).toBeFocused();
  await expect(all).toBeVisible();
  await audit(page);
  await page.locator("#ask-all").getByRole("button", { name: "Campaign" }).click();
  await expect(questions.getByRole("radio", { name: "Campaign", checked: true })).toHaveCount(2);
  await submit(page);
  await expect(page.locator(".done")).toContainText("values of 2 weeks saved");
});

test("a number that was pasted says so in its history, two clicks from the block", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, across("2021-10-11"));
  const missed = await number(page, "2021-10-11.calls.missed");
  await box(page, "2021-10-11.calls.missed").focus();
  await paste(page, `Week beginning\tCalls missed\n11/10/2021\t${missed + 1}\n`);
  await dialog(page).getByRole("button", { name: "Take these changes" }).click();
  await submit(page, "Counted again");
  await expect(page.locator(".done")).toContainText("1 value of 1 week saved");
  await page.getByRole("link", { name: "History of the week of Monday 11 October 2021" }).click();
  await page.getByRole("link", { name: "Calls missed" }).click();
  const latest = page.locator("table.acts tbody tr").first();
  await expect(latest).toContainText("Week page, pasted: 2 × 2 cells");
  await expect(latest).toContainText("Counted again");
});

test("several weeks are corrected at once, with a reason", async ({ page }) => {
  await open(page, across("2021-12-06"));
  const missed = await number(page, "2021-11-22.calls.missed");
  await box(page, "2021-11-22.calls.missed").fill(String(missed + 1));
  await page.getByRole("button", { name: "Submit weeks" }).click();
  await expect(dialog(page)).toContainText("Calls missed, 22 Nov");
  await dialog(page).getByRole("button", { name: "Submit" }).click();
  const why = dialog(page).getByLabel("Why are submitted numbers changing?");
  await expect(why).toBeFocused();
  await why.fill("Counted again");
  await dialog(page).getByRole("button", { name: "Submit" }).click();
  const done = page.locator(".done");
  await expect(done).toContainText("1 value of 1 week saved");
  await audit(page);
  await fitsNarrow(page);
});

test("the reason of a correction is read again before it counts", async ({ page }) => {
  await open(page, address("2021-04-26"));
  const missed = await number(page, "calls.missed");
  await box(page, "calls.missed").fill(String(missed + 1));
  await page.getByLabel("Why are these numbers changing?").fill("A page was missed");
  await page.getByRole("button", { name: "Submit week" }).click();
  const why = dialog(page).getByLabel("Why are submitted numbers changing?");
  await expect(why).toHaveValue("A page was missed");
  await why.fill("A page of the log was missed");
  await dialog(page).getByRole("button", { name: "Submit" }).click();
  await expect(page.locator(".done")).toContainText(`Calls missed: ${missed + 1}`);
  await page.getByRole("link", { name: "History of this week" }).click();
  await expect(page.getByText("A page of the log was missed").first()).toBeVisible();
});

test("parts that are more than their whole are said before anything is confirmed", async ({ page }) => {
  await open(page, address("2021-05-17"));
  const after = await number(page, "calls.after");
  const missed = (await number(page, "calls.missed")) + 1;
  await box(page, "calls.missed").fill(String(missed));
  await box(page, "calls.after").fill(String((await number(page, "calls.answered")) + 1));
  await page.getByRole("button", { name: "Submit week" }).click();
  await expect(page.getByRole("alert")).toContainText(/before, after and "does not apply" add up to/);
  expect(await number(page, "calls.missed")).toBe(missed);
  await page.mouse.move(1, 1);
  await expect(page.locator("#tools")).toBeVisible();
  await box(page, "calls.after").fill(String(after));
  await page.getByRole("button", { name: "Submit week" }).click();
  const title = "Check the week of Monday 17 May 2021 before it counts";
  await expect(dialog(page).getByRole("heading", { name: title })).toBeVisible();
  await dialog(page).getByLabel("Why are submitted numbers changing?").fill("Counted again");
  await dialog(page).getByRole("button", { name: "Submit" }).click();
  await expect(page.locator(".done")).toContainText("Saved");
});

test("what was saved is of the past once something else is typed", async ({ page }) => {
  await open(page, address("2021-05-03"));
  const missed = await number(page, "calls.missed");
  await box(page, "calls.missed").fill(String(missed + 1));
  await submit(page, "Counted again");
  const said = page.locator(".done").getByRole("heading");
  await expect(said).toHaveText("Saved", { useInnerText: true });
  await expect(page.locator(".done")).toHaveAttribute("role", "status");
  await box(page, "calls.missed").fill(String(missed + 2));
  await expect(said).toHaveText("Saved earlier: what you type now is not in it yet", { useInnerText: true });
  await expect(page.locator(".done")).not.toHaveAttribute("role");
  await audit(page);
});

test("what is typed is kept as a draft and found again on another computer", async ({
  page,
  browser,
}) => {
  await open(page, address("2021-07-05"));
  const calls = await number(page, "calls.answered");
  await box(page, "calls.answered").fill(String(calls + 2));
  await expect(page.locator("#kept")).toContainText(/Saved \d\d:\d\d as a draft/);
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await signIn(other, "staff");
  await other.goto(address("2021-07-05"));
  expect(await number(other, "calls.answered")).toBe(calls + 2);
  await expect(other.locator("#kept")).toContainText("Draft kept at");
  await elsewhere.close();
  await submit(page, "Counted again");
  await expect(page.locator(".done")).toContainText("Calls answered");
  await page.goto(address("2021-07-05"));
  await expect(page.locator("#kept")).toHaveText("");
});

test("without a connection typing goes on and is sent when the line is back", async ({
  page,
  context,
}) => {
  await open(page, address("2021-07-12"));
  const calls = await number(page, "calls.answered");
  await context.setOffline(true);
  await box(page, "calls.answered").fill(String(calls + 3));
  await expect(page.locator("#kept")).toContainText("no connection, kept on this computer");
  await box(page, "calls.missed").fill("x");
  await expect(page.locator("#calls-missed-usual")).toContainText("is not a number");
  await audit(page);
  await box(page, "calls.missed").fill("");
  await context.setOffline(false);
  await expect(page.locator("#kept")).toContainText(/Saved \d\d:\d\d as a draft/);
});

test("leaving with unsaved words warns", async ({ page, context }) => {
  await open(page, address("2021-07-26"));
  await context.setOffline(true);
  await box(page, "calls.answered").fill("151");
  await expect(page.locator("#kept")).toContainText("Not saved");
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe("beforeunload");
  await question.dismiss();
  await expect(box(page, "calls.answered")).toHaveValue("151");
  await context.setOffline(false);
  await expect(page.locator("#kept")).toContainText(/Saved \d\d:\d\d as a draft/);
});

test("an ended session keeps the words, and signing in again sends them", async ({ page, context }) => {
  await open(page, address("2021-07-19"));
  const calls = await number(page, "calls.answered");
  await context.clearCookies();
  await box(page, "calls.answered").fill(String(calls + 4));
  await expect(page.locator("#kept")).toContainText("you are signed out");
  await signIn(page, "staff");
  await expect(page.locator("#kept")).toContainText(/Saved \d\d:\d\d as a draft/);
});

test("two people on one week see each other's numbers and nothing is lost", async ({
  page,
  browser,
}) => {
  await open(page, address("2021-08-02"));
  const calls = await number(page, "calls.answered");
  const missed = await number(page, "calls.missed");
  await box(page, "calls.answered").fill(String(calls + 5));
  const elsewhere = await browser.newContext();
  const sam = await elsewhere.newPage();
  await open(sam, address("2021-08-02"), "manager");
  await box(sam, "calls.answered").fill(String(calls + 6));
  await box(sam, "calls.missed").fill(String(missed + 1));
  await submit(sam, "The log says so");
  await expect(sam.locator(".done")).toContainText("saved");
  await elsewhere.close();
  await expect(page.locator("#against")).toContainText(
    new RegExp(`Calls answered: yours ${calls + 5}; Sam at \\d\\d:\\d\\d saved ${calls + 6}`),
  );
  expect(await number(page, "calls.missed")).toBe(missed + 1);
  await audit(page);
  await page.getByRole("button", { name: "Keep mine" }).click();
  await submit(page, "The call log was right");
  await expect(page.locator(".done")).toContainText(
    `Calls answered: ${calls + 5}, was ${calls + 6}`,
  );
});

test("a phone is enough", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, hasTouch: true });
  const page = await context.newPage();
  await open(page, address("2021-08-09"));
  const calls = await number(page, "calls.answered");
  await page.getByLabel("Calls answered").tap();
  await page.keyboard.type(String(calls + 1));
  await page.getByRole("button", { name: "Undo" }).tap();
  expect(await number(page, "calls.answered")).toBe(calls);
  await fitsNarrow(page);
  await context.close();
});

test("on a phone one channel is seen at a time, and Enter goes on to the next", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, hasTouch: true });
  const page = await context.newPage();
  await open(page, address("2021-08-16"));
  const channel = (name) => page.getByRole("group", { name: "Channel" }).getByRole("button", { name });
  await expect(channel("Calls")).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByLabel("Live chats answered")).toBeHidden();
  await channel("Live chat").tap();
  await expect(page.getByLabel("Live chats answered")).toBeVisible();
  await expect(page.getByLabel("Calls answered")).toBeHidden();
  await page.getByLabel("Live chats, does not apply").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Secure messages answered")).toBeFocused();
  await expect(channel("Secure messages")).toHaveAttribute("aria-pressed", "true");
  await page.goto(across("2021-08-16"));
  await expect(channel("Website")).toBeVisible();
  await channel("Website").tap();
  await expect(box(page, "2021-08-16.website.visits")).toBeVisible();
  await expect(box(page, "2021-08-16.calls.answered")).toBeHidden();
  await fitsNarrow(page);
  await context.close();
});

test("on a phone Tab goes through a channel's boxes and on to the next", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, hasTouch: true });
  const page = await context.newPage();
  await open(page, address("2021-05-10"));
  await page.getByLabel("Calls answered").focus();
  const names = ["Calls before an offence", "Calls after an offence", "Calls, does not apply", "Calls missed"];
  for (const name of [...names, "Live chats answered", "Live chats before an offence"]) {
    await page.keyboard.press("Tab");
    await expect(page.getByLabel(name)).toBeFocused();
  }
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByLabel("Calls missed")).toBeFocused();
  await page.locator("[name='website.visitors']").evaluate((last) => {
    last.closest("form").querySelector("[data-cell-of=website]").click();
    last.focus();
  });
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Why are these numbers changing?")).toBeFocused();
  await context.close();
});

test("a link to a box brings its channel forward on a phone", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, hasTouch: true });
  const page = await context.newPage();
  await open(page, `${address("2021-08-23")}#website-visits`);
  await expect(box(page, "website.visits")).toBeFocused();
  await expect(page.getByLabel("Calls answered")).toBeHidden();
  await context.close();
});

test("what is typed before the grid is awake is kept", async ({ page }) => {
  let load;
  const loaded = new Promise((go) => (load = go));
  await page.route(/client_bg.*wasm/, async (route) => {
    await loaded;
    await route.continue();
  });
  await signIn(page, "staff");
  await page.goto(address("2021-08-30"));
  const calls = (await number(page, "calls.answered")) + 7;
  await box(page, "calls.answered").fill(String(calls));
  await expect(page.locator("#tools")).toBeHidden();
  load();
  await expect(page.locator("#tools")).toBeVisible();
  expect(await number(page, "calls.answered")).toBe(calls);
  await expect(page.locator("#kept")).toContainText(/Saved \d\d:\d\d as a draft/);
});

test("a page that is only looked at wakes by itself and shows what others save", async ({
  page,
  browser,
}) => {
  await signIn(page, "staff");
  await page.goto(address("2021-09-06"));
  const missed = await number(page, "calls.missed");
  const elsewhere = await browser.newContext();
  const sam = await elsewhere.newPage();
  await open(sam, address("2021-09-06"), "manager");
  await box(sam, "calls.missed").fill(String(missed + 1));
  await submit(sam, "The log says so");
  await expect(sam.locator(".done")).toContainText("saved");
  await elsewhere.close();
  await expect(box(page, "calls.missed")).toHaveValue(String(missed + 1));
});
