// Nothing typed is lost and nothing is written over unasked: reasons, ticks, what a computer kept, two
// people and two pages in one week.
import { audit, awake, expect, signIn, submitWeek, test } from "./house.js";

test.skip(({ javaScriptEnabled }) => !javaScriptEnabled, "without scripting nothing is kept before it is sent");

const address = (monday) => `/services/demo/week/${monday}`;
const box = (page, name) => page.locator(`[name="${name}"]`);
const number = async (page, name) => Number((await box(page, name).inputValue()).replaceAll(",", ""));
const draft = (page) => expect(page.locator("#kept")).toContainText(/Saved \d\d:\d\d as a draft/);
const why = (page) => page.getByRole("textbox", { name: "Why are these numbers changing?" });

async function open(page, to, role = "staff") {
  await signIn(page, role);
  await page.goto(to);
  await awake(page);
}

/** Somebody in a browser of their own. */
async function elsewhere(browser, to, role, act) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, to, role);
  await act(page);
  await context.close();
}

test("a reason is kept as a number is", async ({ page }) => {
  await open(page, address("2020-09-07"));
  const odd = (await number(page, "calls.answered")) * 10;
  await box(page, "calls.answered").fill(String(odd));
  await page.keyboard.press("Tab");
  const asked = page.getByRole("group", { name: /^Calls answered: / });
  await expect(asked).toBeVisible();
  await draft(page);
  await asked.getByText("Campaign").click();
  await expect(page.locator("#kept")).toContainText("Saving");
  await draft(page);
  await why(page).fill("Counted from the log");
  await expect(page.locator("#kept")).toContainText("Saving");
  await draft(page);
  await page.reload();
  await awake(page);
  await expect(asked.getByRole("radio", { name: "Campaign" })).toBeChecked();
  await expect(why(page)).toHaveValue("Counted from the log");
  // Also what is typed into the list, and after something else was typed.
  await box(page, "calls.missed").fill("51");
  await page.getByRole("button", { name: "Submit week" }).click();
  await page.getByRole("dialog").getByLabel("Why are submitted numbers changing?").fill("Counted twice");
  await page.getByRole("button", { name: "Go back to the grid" }).click();
  await draft(page);
  await page.reload();
  await expect(why(page)).toHaveValue("Counted twice");
  await expect(asked.getByRole("radio", { name: "Campaign" })).toBeChecked();
});

test("a number that somebody saves while the list is read is not written over", async ({
  page,
  browser,
}) => {
  const to = address("2020-09-14");
  await open(page, to);
  const calls = await number(page, "calls.answered");
  await box(page, "calls.answered").fill(String(calls + 5));
  await page.getByRole("button", { name: "Submit week" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Why are submitted numbers changing?").fill("Counted again");
  await elsewhere(browser, to, "manager", async (sam) => {
    await box(sam, "calls.answered").fill(String(calls + 6));
    await submitWeek(sam);
    await expect(sam.locator(".done")).toContainText("saved");
  });
  await expect(page.locator("#against")).toContainText(`saved ${calls + 6}`);
  await dialog.getByRole("button", { name: "Submit" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Keep mine" })).toBeFocused();
  // Nor by the button of the page.
  await page.getByRole("button", { name: "Submit week" }).click();
  await expect(dialog).toBeHidden();
  await audit(page);
  await page.getByRole("button", { name: "Keep mine" }).click();
  await page.getByRole("button", { name: "Submit week" }).click();
  await expect(dialog.getByRole("row", { name: /^Calls answered/ })).toContainText(String(calls + 6));
  await dialog.getByRole("button", { name: "Submit" }).click();
  await expect(page.locator(".done")).toContainText(`Calls answered: ${calls + 5}, was ${calls + 6}`);
});

test("what a computer kept comes back whole, and to its person alone", async ({ page, context }) => {
  const to = address("2020-09-21");
  await open(page, to);
  const calls = await number(page, "calls.answered");
  await context.setOffline(true);
  await box(page, "calls.answered").fill(String(calls + 3));
  await why(page).fill("The log was found");
  await box(page, "chat.answered").focus();
  await page.getByRole("button", { name: "Closed all week" }).click();
  await page.getByRole("group", { name: "Live chat" }).getByLabel("Why closed").fill("Moved office");
  await expect(page.locator("#kept")).toContainText("no connection, kept on this computer");
  await page.waitForTimeout(1_000);
  await page.close();
  await context.setOffline(false);

  // On a computer that is shared, nobody else is given it.
  const sam = await context.newPage();
  await context.clearCookies();
  await open(sam, to, "manager");
  await expect(box(sam, "calls.answered")).toHaveValue(String(calls));
  await sam.close();
  await context.clearCookies();

  const again = await context.newPage();
  await open(again, to);
  await expect(box(again, "calls.answered")).toHaveValue(String(calls + 3));
  await expect(why(again)).toHaveValue("The log was found");
  const chat = again.getByRole("row", { name: /^Live chat/ });
  await expect(chat).toContainText("closed");
  await expect(box(again, "chat.closed.reason")).toHaveValue("Moved office");
  await draft(again);
  await again.reload();
  await expect(box(again, "calls.answered")).toHaveValue(String(calls + 3));
  await again.close();
});

test("what a computer kept stands against what somebody has saved since", async ({
  page,
  context,
  browser,
}) => {
  const to = address("2020-09-28");
  await open(page, to);
  const calls = await number(page, "calls.answered");
  await context.setOffline(true);
  await box(page, "calls.answered").fill(String(calls + 3));
  await expect(page.locator("#kept")).toContainText("no connection, kept on this computer");
  await page.close();
  await context.setOffline(false);
  await elsewhere(browser, to, "manager", async (sam) => {
    await box(sam, "calls.answered").fill(String(calls + 4));
    await submitWeek(sam);
  });
  const again = await context.newPage();
  await open(again, to);
  const against = again.locator("#against");
  await expect(against).toContainText(
    `Calls answered: ${calls + 4} here, ${calls + 3} kept on this computer.`,
  );
  await audit(again);
  await again.reload();
  await awake(again);
  await expect(against, "until it is chosen").toContainText("kept on this computer");
  await again.getByRole("button", { name: "Take the other" }).click();
  await expect(box(again, "calls.answered")).toHaveValue(String(calls + 3));
  await draft(again);
  await again.reload();
  await awake(again);
  await expect(against).toBeEmpty();
  await again.close();
});

test("a channel that somebody else closes is closed here, and typed numbers are asked about", async ({
  page,
  browser,
}) => {
  const to = address("2020-10-05");
  await open(page, to);
  const chats = (await number(page, "chat.answered")) + 1;
  await box(page, "chat.answered").fill(String(chats));
  await draft(page);
  await elsewhere(browser, to, "manager", async (sam) => {
    await box(sam, "chat.answered").focus();
    await sam.getByRole("button", { name: "Closed all week" }).click();
    await sam.getByRole("group", { name: "Live chat" }).getByLabel("Why closed").fill("Moved office");
    await submitWeek(sam);
    await expect(sam.locator(".done")).toContainText("closed all week");
  });
  const against = page.locator("#against");
  await expect(against).toContainText(
    `Live chats answered: yours ${chats}; Sam closed the channel for the week.`,
  );
  await expect(box(page, "chat.before"), "nothing was typed there").toBeHidden();
  // To keep it is to say that the channel was open.
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expect(box(page, "chat.before")).toBeVisible();
  await submitWeek(page);
  await expect(page.locator(".done")).toContainText(`Live chats answered: ${chats}`);
});

test("a tick made on another page of one's own is kept with what is typed here", async ({
  page,
  context,
}) => {
  const to = address("2020-10-12");
  await open(page, to);
  const calls = await number(page, "calls.answered");
  const there = await context.newPage();
  await there.goto(to);
  await awake(there);
  await box(there, "chat.answered").focus();
  await there.getByRole("button", { name: "Closed all week" }).click();
  await there.getByRole("group", { name: "Live chat" }).getByLabel("Why closed").fill("Moved office");
  await draft(there);
  await there.close();
  await box(page, "calls.answered").fill(String(calls + 2));
  await expect(page.getByRole("row", { name: /^Live chat/ })).toContainText("closed");
  await draft(page);
  await page.reload();
  await expect(box(page, "calls.answered")).toHaveValue(String(calls + 2));
  await expect(page.getByRole("row", { name: /^Live chat/ })).toContainText("closed");
  await expect(box(page, "chat.closed.reason")).toHaveValue("Moved office");
});

test("what is typed after an undo is not lost to doing it again", async ({ page }) => {
  await open(page, address("2020-10-19"));
  await box(page, "calls.answered").focus();
  await page.keyboard.type("111");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(box(page, "calls.answered")).toBeFocused();
  await page.keyboard.type("112");
  await page.keyboard.press("ControlOrMeta+Y");
  await expect(box(page, "calls.answered")).toHaveValue("112");
});

test("one line of CSV is a block", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, address("2020-10-26"));
  await box(page, "calls.answered").focus();
  await page.evaluate(() => navigator.clipboard.writeText("131,45,52"));
  await page.keyboard.press("ControlOrMeta+V");
  await expect(page.getByRole("dialog")).toContainText(/[23] numbers would change/);
  await page.getByRole("button", { name: "Take these changes" }).click();
  await expect(box(page, "calls.after")).toHaveValue("52");
});
