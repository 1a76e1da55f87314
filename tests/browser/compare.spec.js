// Two quarters, a quarter and the same weeks a year before, or any weeks, side by side.
import { audit, expect, fitsNarrow, signIn, test } from "./house.js";

const COMPARE = "/services/demo/compare";

/** The cells of a row, by its name. */
const row = (page, name) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });

test.beforeEach(async ({ page }) => signIn(page, "manager"));

test("every figure has a change, a range and a verdict", async ({ page }) => {
  await page.goto(`${COMPARE}?quarter=2018-Q4`);
  const main = page.getByRole("main");
  await expect(main).toContainText("Calls rose 25% on October to December 2018");
  await expect(main).toContainText("Website visits rose 40% on October to December 2018");
  await expect(main).toContainText("about one in twenty would show a change");
  await expect(row(page, "All contacts answered").first()).toContainText(/rose \d+%, likely/);
  await expect(row(page, "Answered, of calls offered")).toContainText(/\d%\d+% to \d+%[\d,]+ of [\d,]+/);
  for (const name of [
    "Before an offence, of contacts with a known answer",
    "After an offence, of contacts with a known answer",
    "Not recorded, of before, after and not recorded",
  ]) {
    // Once for the quarter, and for each of three times four weeks.
    await expect(row(page, name)).toHaveCount(4);
    for (const one of await row(page, name).all()) {
      await expect(one).toContainText(/(no clear change|rose|fell).*likely/);
    }
  }
  // The counts behind the rates: 1,600 calls in 64 open days.
  await expect(row(page, "Calls answered").last()).toContainText("1,60013 of 136425");
});

test("ways to compare and steps live in the address, and back works", async ({ page }) => {
  await page.goto(`${COMPARE}?quarter=2018-Q4`);
  const main = page.getByRole("main");
  await page.getByRole("link", { name: "A year before", exact: true }).click();
  await expect(page).toHaveURL(`${COMPARE}?quarter=2018-Q4&with=year`);
  await page.getByRole("link", { name: "One quarter later" }).click();
  await expect(page).toHaveURL(`${COMPARE}?quarter=2019-Q1&with=year`);
  await page.getByRole("link", { name: "Same weeks a year before" }).click();
  await expect(page).toHaveURL(`${COMPARE}?quarter=2019-Q1&with=weeks`);
  await expect(main).toContainText("Which week with which");
  await expect(row(page, "22 April 2019")).toContainText("2 April 2018");
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(`${COMPARE}?quarter=2018-Q4&with=year`);
  const choice = page.getByLabel("with", { exact: true });
  await expect(choice).toHaveValue("year");
  await choice.selectOption("weeks-northern-ireland");
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page).toHaveURL(/quarter=2018-Q4&with=weeks-northern-ireland$/);
  await expect(choice).toHaveValue("weeks-northern-ireland");
  await expect(row(page, "18 March 2019")).toContainText("St Patrick's Day");
  await choice.selectOption("2017-Q4");
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page).toHaveURL(/with=2017-Q4/);
  await expect(main).toContainText("January to March 2018");
  await expect(choice).toHaveValue("2017-Q4");
});

test("arrow keys step through quarters, but not in a field or a wide table", async ({
  page,
  javaScriptEnabled,
}) => {
  await page.goto(`${COMPARE}?quarter=2018-Q4&with=weeks`);
  const hint = page.getByText("arrow keys step through");
  await (javaScriptEnabled ? expect(hint).toBeVisible() : expect(hint).toBeHidden());
  if (!javaScriptEnabled) return;
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(`${COMPARE}?quarter=2018-Q3&with=weeks`);
  await expect(hint).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(`${COMPARE}?quarter=2018-Q4&with=weeks`);
  await expect(hint).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(`${COMPARE}?quarter=2018-Q3&with=weeks`);
  await page.goForward();
  await expect(hint).toBeVisible();
  await page.keyboard.press("Alt+Shift+ArrowLeft");
  await page.getByRole("region", { name: "In total and by channel" }).focus();
  await page.keyboard.press("ArrowLeft");
  await page.getByLabel("Compare", { exact: true }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "Copy link" }).focus();
  await expect(page).toHaveURL(`${COMPARE}?quarter=2018-Q4&with=weeks`);
  // The last quarter has none after it: the key does nothing.
  await page.goto(`${COMPARE}?quarter=2026-Q3`);
  await expect(hint).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(`${COMPARE}?quarter=2026-Q3`);
});

test("any weeks are chosen by a form, and step by their length", async ({ page, javaScriptEnabled }) => {
  await page.goto(`${COMPARE}?quarter=2018-Q4`);
  const any = page.locator(".any-weeks");
  await expect(any.getByLabel("First week").first()).toBeHidden();
  await any.getByText("Any weeks").click();
  // The form begins with the weeks on the page.
  const field = (name) => any.locator(`input[name="${name}"]`);
  await expect(field("first")).toHaveValue("2018-12-31");
  await expect(field("with-last")).toHaveValue("2018-12-24");
  const choose = async (weeks) => {
    for (const [name, week] of Object.entries(weeks)) await field(name).fill(week);
    await any.getByRole("button", { name: "Compare these weeks" }).click();
  };
  await choose({ first: "2019-01-07", last: "2019-02-25", "with-first": "2018-03-05", "with-last": "2019-01-14" });
  // Wrong: said at the top and at the field, and what was typed stays.
  await expect(page).toHaveTitle(/^Error: /);
  const problem = page.getByRole("alert");
  await expect(problem).toContainText("Both sides hold the week of Monday 7 January 2019");
  if (javaScriptEnabled) await expect(problem).toBeFocused();
  await problem.getByRole("link").click();
  await expect(field("with-first")).toBeFocused();
  await expect(field("with-last")).toHaveValue("2019-01-14");
  // Any day stands for its week, and stays in the box as it was typed.
  await expect(any).toContainText("Any day stands for its whole week");
  await choose({ "with-last": "2018-12-19" });
  await expect(field("with-last")).toHaveValue("2018-12-19");
  const address = (first, last, before, until) =>
    `${COMPARE}?first=${first}&last=${last}&with-first=${before}&with-last=${until}`;
  const chosen = address("2019-01-07", "2019-02-25", "2018-03-05", "2018-12-19");
  await expect(page).toHaveURL(chosen);
  const main = page.getByRole("main");
  await expect(main).toContainText("8 weeks from Monday 7 January 2019 to Sunday 3 March 2019, compared with 42 weeks");
  await expect(main).toContainText("to Sunday 23 December 2018");
  await expect(main).toContainText("about one in twenty would show a change");
  await expect(row(page, "Calls answered").first()).toContainText(/likely|no verdict/);
  const before = address("2018-11-12", "2018-12-31", "2018-01-08", "2018-10-22");
  if (javaScriptEnabled) {
    await expect(page.getByText("arrow keys step through the weeks")).toBeVisible();
    await page.keyboard.press("ArrowLeft");
  } else {
    await page.getByRole("link", { name: "8 weeks earlier" }).click();
  }
  await expect(page).toHaveURL(before);
  await page.goBack();
  await expect(page).toHaveURL(chosen);
});

test("the link is copied", async ({ page, context, javaScriptEnabled, baseURL }) => {
  const address = `${COMPARE}?quarter=2018-Q4&with=weeks-scotland`;
  await page.goto(address);
  const copy = page.getByRole("button", { name: "Copy link" });
  if (!javaScriptEnabled) {
    await expect(copy).toBeHidden();
    return;
  }
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await copy.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toHaveText("Copied.");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${baseURL}${address}`);
});

for (const query of [
  "",
  "?quarter=2026-Q1&with=weeks",
  "?quarter=2026-Q3&with=weeks-scotland",
  "?first=2026-09-07&last=2026-11-23&with-first=2025-09-01&with-last=2026-08-31",
  "?first=2026-09-07&last=2026-11-30&with-first=&with-last=2026-09-14",
]) {
  test(`${COMPARE}${query} is accessible and fits a phone`, async ({ page, javaScriptEnabled }) => {
    await page.goto(`${COMPARE}${query}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    if (javaScriptEnabled) await audit(page);
    await fitsNarrow(page);
  });
}
