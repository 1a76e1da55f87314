import { audit, expect, fitsNarrow, signIn, test } from "./house.js";

const TRENDS = "/services/demo/trends";

test("each channel has a chart, its table twin, and a verdict in words", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(TRENDS);
  const charts = page.locator("svg.c[role=img]");
  expect(await charts.count()).toBeGreaterThanOrEqual(4);
  await expect(page.getByRole("main").locator("table")).toHaveCount(await charts.count());
  await expect(page.getByRole("main")).toContainText(/rose|fell|no clear change/);
});

test("a missing week is a gap in the table, never a zero", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(`${TRENDS}?weeks=all`);
  await expect(page.getByRole("main").locator("table").first()).toContainText("not entered");
});

test("period and rules live in the address", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(TRENDS);
  const rows = page.getByRole("main").locator("table").first().locator("tbody tr");
  const two = await rows.count();
  expect(two).toBeGreaterThanOrEqual(100);
  expect(two).toBeLessThanOrEqual(106);
  await page.getByRole("link", { name: /all years/i }).first().click();
  await expect(page).toHaveURL(/weeks=all/);
  await expect.poll(() => rows.count()).toBeGreaterThan(400);
  await page.getByRole("link", { name: /NHS rules/i }).first().click();
  await expect(page).toHaveURL(/rules=nhs/);
  await expect(page).toHaveURL(/weeks=all/);
  await page.goBack();
  await expect(page).not.toHaveURL(/rules=nhs/);
});

test("it is accessible and fits a phone", async ({ page, javaScriptEnabled }) => {
  await signIn(page, "manager");
  await page.goto(TRENDS);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
});
