// The Week page with and without scripting. The two run beside each other on one demo, so each has
// weeks of its own.
import { audit, awake, expect, fitsNarrow, signIn, submitWeek as send, test } from "./house.js";

const address = (monday) => `/services/demo/week/${monday}`;
const boxes = (page) => page.locator("table.grid input[type=text]");

/** Says why numbers that were submitted before are changing. */
const because = (page) =>
  page.getByLabel("Why are these numbers changing?").fill("Counted again");

/** What stands in the boxes, by name. */
async function values(page) {
  return Object.fromEntries(
    await boxes(page).evaluateAll((all) => all.map(({ name, value }) => [name, value])),
  );
}

/** Fills the boxes of a week with the numbers of another. */
async function fillFrom(page, numbers) {
  for (const box of await boxes(page).all()) {
    await box.fill(numbers[await box.getAttribute("name")] ?? "");
  }
}

test("a week that is owed is entered and confirmed", async ({ page, javaScriptEnabled }) => {
  const [before, monday, said] = javaScriptEnabled
    ? ["2020-03-30", "2020-04-06", "6 April 2020"]
    : ["2024-10-14", "2024-10-28", "28 October 2024"];
  await signIn(page, "staff");
  await page.goto(address(before));
  const numbers = await values(page);
  await page.goto(address(monday));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Week of Monday ${said}`);
  await fillFrom(page, numbers);
  await send(page);
  const done = page.locator(".done");
  await expect(done).toContainText(`The week of Monday ${said} was saved at`);
  await expect(done).toContainText("by Jo.");
  await expect(done).toContainText("Next: the week of Monday");
  await expect(page.getByText(/^All \d+ boxes filled\./)).toBeVisible();
});

test("what is wrong is said at the top and at the box, and nothing typed is lost", async ({
  page,
}) => {
  await signIn(page, "staff");
  await page.goto(address("2022-05-02"));
  await because(page);
  await page.getByLabel("Calls missed").fill("a few");
  await page.getByLabel("Live chats answered").fill("17.5");
  await page.getByLabel("Website visits", { exact: false }).first().fill("24 310");
  await send(page);
  await expect(page).toHaveTitle(/^Error: Week of Monday 2 May 2022/);
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("link")).toHaveCount(2);
  const missed = page.getByLabel("Calls missed");
  await expect(missed).toHaveAccessibleDescription(/"a few" is not a number/);
  await expect(missed).toHaveValue("a few");
  await expect(page.getByLabel("Live chats answered")).toHaveValue("17.5");
  await summary.getByRole("link", { name: /Live chats answered/ }).click();
  await expect(page.getByLabel("Live chats answered")).toBeFocused();
});

test("a number ten times the usual needs a reason, which stays with it", async ({
  page,
  javaScriptEnabled,
}) => {
  await signIn(page, "staff");
  await page.goto(address(javaScriptEnabled ? "2022-06-06" : "2022-06-13"));
  const visits = page.locator("[name='website.visits']");
  const usual = Number((await visits.inputValue()).replaceAll(",", ""));
  await visits.fill(String(usual * 12));
  await because(page);
  await send(page);
  await expect(page.getByRole("alert")).toContainText("Is a digit too many?");
  const question = page.getByRole("group", { name: /Is a digit too many/ });
  await question.getByRole("radio", { name: "Campaign" }).check();
  await question.getByLabel("In your own words").fill("radio spots");
  await expect(question).toContainText("About the number, never about a person.");
  await send(page);
  await expect(page.locator(".done")).toContainText(
    "Campaign: radio spots",
  );
});

test("a channel is closed all week, and opened again", async ({ page, javaScriptEnabled }) => {
  await signIn(page, "staff");
  await page.goto(address(javaScriptEnabled ? "2022-07-04" : "2022-07-11"));
  const numbers = await values(page);
  if (javaScriptEnabled) await awake(page);
  const part = page.getByRole("group", { name: "Live chat" });
  const chat = page.getByRole("row", { name: /^Live chat/ });
  for (const box of await chat.getByRole("textbox").all()) await box.fill("");
  if (javaScriptEnabled) {
    await page.getByRole("button", { name: "Closed all week" }).click();
  } else {
    await page.getByText("Closed, or not collected?").click();
    await part.getByLabel("Closed all week").check();
  }
  await part.getByLabel("Why closed").fill("Moved office");
  await because(page);
  await send(page);
  await expect(chat).toContainText("closed all week");
  await expect(chat.getByRole("textbox")).toHaveCount(0);
  if (javaScriptEnabled) {
    await page.mouse.move(1, 1);
    await expect(page.locator("#tools")).toBeVisible();
  } else {
    await page.getByText("Closed, or not collected?").click();
  }
  await part.getByLabel("Closed all week").uncheck();
  await send(page);
  await fillFrom(page, numbers);
  await send(page);
  expect(await values(page)).toEqual(numbers);
});

test("the keyboard is enough", async ({ page, javaScriptEnabled }) => {
  await signIn(page, "staff");
  await page.goto(address(javaScriptEnabled ? "2022-08-01" : "2022-08-08"));
  const number = (await page.getByLabel("Calls answered").inputValue()).replaceAll(",", "");
  const more = String(Number(number) + 1);
  await because(page);
  await page.locator("h1").click();
  if (javaScriptEnabled) await expect(page.locator("#tools")).toBeVisible();
  const inBox = () => page.evaluate(() => document.activeElement.name === "calls.answered");
  for (let n = 0; n < 20 && !(await inBox()); n += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(more);
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Calls before an offence")).toBeFocused();
  if (javaScriptEnabled) {
    // In the awake grid Enter leads down; the button sends.
    const on = (text) => page.evaluate((text) => document.activeElement.textContent === text, text);
    for (const name of ["Submit week", "Submit"]) {
      for (let n = 0; n < 60 && !(await on(name)); n += 1) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
    }
  } else {
    await page.keyboard.press("Enter");
  }
  const done = page.locator(".done");
  await expect(done).toContainText(`Calls answered: ${more}, was ${number}`);
});

test("not recorded and doubts follow the digits", async ({ page, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "without scripting the page says so after sending");
  await signIn(page, "staff");
  await page.goto(address("2022-09-05"));
  const derived = page.locator("#calls-not-recorded");
  const before = Number(await derived.textContent());
  const answered = page.getByLabel("Calls answered");
  const number = Number((await answered.inputValue()).replaceAll(",", ""));
  await answered.fill(String(number + 1));
  await expect(derived).toHaveText(String(before + 1));
  await answered.fill(String(number * 20));
  await expect(page.locator("#calls-answered-usual")).toContainText("usually");
  await answered.fill(String(number));
  await expect(page.locator("#calls-answered-usual")).toHaveText("");
  await expect(derived).toHaveText(String(before));
});

test("two people on one week: both numbers, both names, and when", async ({
  page,
  browser,
  javaScriptEnabled,
}) => {
  const monday = javaScriptEnabled ? "2022-10-03" : "2022-10-10";
  await signIn(page, "staff");
  // The grid would show the other's number before it is sent (grid.spec.js): here its question does
  // not come through, and the server is the one that notices.
  await page.route(/\/entry\/look/, (route) => route.fulfill({ status: 404 }));
  await page.goto(address(monday));
  const other = await browser.newPage();
  await signIn(other, "manager");
  await other.goto(address(monday));
  const plus = async (who, more) => {
    const box = who.getByLabel("Calls answered");
    const sum = String(Number((await box.inputValue()).replaceAll(",", "")) + more);
    await box.fill(sum);
    await because(who);
    await send(who);
    return sum;
  };
  const theirs = await plus(other, 1);
  const yours = await plus(page, 2);
  const clash = page.getByRole("alert");
  await expect(clash).toBeFocused();
  await expect(clash).toContainText("Somebody else changed this week");
  const row = clash.getByRole("row", { name: /Calls answered/ });
  await expect(row).toContainText(yours);
  await expect(row).toContainText(theirs);
  await expect(row).toContainText(/Sam, \d+:\d\d[ap]m on/);
  await expect(page.getByLabel("Calls answered")).toHaveValue(yours);
  await send(page);
  await expect(page.locator(".done")).toContainText(
    `Calls answered: ${yours}, was ${theirs}`,
  );
  await other.close();
});

test("it is accessible and fits a phone", async ({ page, javaScriptEnabled }) => {
  await signIn(page, "staff");
  await page.goto(address("2022-11-07"));
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
});

test("it is so when refused", async ({ page, javaScriptEnabled }) => {
  test.slow();
  await signIn(page, "staff");
  await page.goto(address("2022-11-07"));
  await page.getByLabel("Calls answered").fill("9x");
  await page.locator("[name='website.visits']").fill("999999");
  await send(page);
  await expect(page.getByRole("alert")).toBeVisible();
  if (!javaScriptEnabled) await page.getByText("Closed, or not collected?").click();
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
});
