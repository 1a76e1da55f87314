// From a figure to its history in two clicks, with and without scripting. The two run one after the
// other on one demo, so each has a week of its own.
import { audit, expect, fitsNarrow, signIn, submitWeek, test } from "./house.js";

const FOUNDING = "/services/demo/quarter/2018-Q4";
const heading = (page) => page.getByRole("heading", { level: 1 });
const acts = (page) => page.locator("table.acts tbody tr");

test("a number of a quarter leads to its weeks, and a week to its history", async ({ page }) => {
  await signIn(page, "manager");
  const compare = "/services/demo/compare?quarter=2018-Q4";
  for (const [from, place] of [
    [FOUNDING, ".figures"],
    [FOUNDING, "table.channels"],
    [compare, "table.counts"],
  ]) {
    await page.goto(from);
    await page.locator(place).getByRole("link", { name: "1,600", exact: true }).click();
    await expect(heading(page)).toHaveText("Calls answered, January to March 2019");
    await expect(page.getByRole("main")).toContainText("1,600 in 13 of 13 weeks.");
    const row = page.getByRole("row", { name: /4 March 2019/ });
    await row.getByRole("cell").first().getByRole("link").click();
    await expect(heading(page)).toHaveText("Calls answered, week of Monday 4 March 2019");
    await expect(acts(page)).toHaveCount(1);
    await expect(acts(page)).toContainText("the command line");
    await expect(acts(page)).toContainText("File");
  }
});

test("a number of a trend leads to its history, a missing one to its box", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto("/services/demo/trends?weeks=all");
  const section = page.locator("section.trend").filter({ hasText: "Calls answered" }).first();
  await section.getByText("Show as table").click();
  const row = section.getByRole("row", { name: /^4 March 2019/ });
  await row.getByRole("link").first().click();
  await expect(heading(page)).toHaveText("Calls answered, week of Monday 4 March 2019");
  await page.goBack();
  await section.getByText("Show as table").click();
  await section.getByRole("link", { name: "not entered" }).first().click();
  await expect(page).toHaveURL(/\/week\/[-0-9]+#calls-answered$/);
});

test("a change is told with who, when and why", async ({ page, javaScriptEnabled }) => {
  const week = `/services/demo/week/${javaScriptEnabled ? "2021-02-01" : "2021-02-08"}`;
  await signIn(page, "staff");
  await page.goto(week);
  const box = page.getByLabel("Calls answered");
  const was = (await box.inputValue()).replaceAll(",", "");
  const is = String(Number(was) * 12);
  await page.getByLabel("Why are these numbers changing?").fill("Counted again");
  await box.fill(is);
  await submitWeek(page);
  const question = page.getByRole("group", { name: /Is a digit too many/ });
  await question.getByRole("radio", { name: "Campaign" }).check();
  await question.getByLabel("In your own words").fill("radio spots");
  await submitWeek(page);
  await page.getByRole("link", { name: "History of this week" }).click();
  await page.getByRole("link", { name: "Calls answered" }).click();
  const latest = acts(page).first();
  await expect(latest).toContainText(/^\d+:\d\d[ap]m on \d+ \w+ \d{4}/);
  const commas = Number(is).toLocaleString("en-GB");
  await expect(latest).toContainText(`${was} →  became ${commas}`);
  await expect(latest).toContainText("Campaign: radio spots");
  await expect(latest).toContainText("Jo");
  await expect(latest).toContainText("Week page");
  await expect(acts(page)).toHaveCount(2);
  await page.getByRole("link", { name: "The week's form" }).click();
  await expect(page).toHaveURL(/#calls-answered$/);
});

test("a trustee's page leads nowhere that is closed to them", async ({ page }) => {
  await signIn(page, "trustee");
  await page.goto(FOUNDING);
  await expect(page.locator("a.to")).toHaveCount(0);
  const links = page.getByRole("main").locator("a[href]");
  const places = await links.evaluateAll((all) => all.map((one) => one.pathname));
  for (const place of new Set(places)) {
    expect((await page.request.get(place)).status(), place).toBe(200);
  }
});

test("figures look like figures until they are pointed at", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(FOUNDING);
  const figure = page.locator("table.channels a.to").first();
  await expect(figure).toHaveCSS("text-decoration-line", "none");
  await figure.hover();
  await expect(figure).toHaveCSS("text-decoration-line", "underline");
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
  expect(pages.length, "the manager's quarter prints on one page too, and its edition on the next").toBe(2);
});

test("they are accessible and fit a phone", async ({ page, javaScriptEnabled }) => {
  test.slow();
  await signIn(page, "manager");
  for (const path of [
    "/services/demo/history/2019-03-04?figure=calls.answered",
    "/services/demo/history/2019-03-04",
    "/services/demo/figures/2018-Q4?figure=calls.answered",
    "/services/demo/figures/2018-Q4?figure=share",
    FOUNDING,
  ]) {
    await page.goto(path);
    await expect(heading(page)).toHaveCount(1);
    if (javaScriptEnabled) await audit(page);
    await fitsNarrow(page);
  }
});
