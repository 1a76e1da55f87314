import { audit, expect, fitsNarrow, signIn, test } from "./house.js";

const TRENDS = "/services/demo/trends";

test("every line is seen at a glance, and leads to a page of its own", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto("/overview");
  const lines = page.locator(".smalls li");
  expect(await lines.count()).toBeGreaterThanOrEqual(4);
  const first = lines.first();
  await expect(first).toContainText(/in the week of \d+ \w+ 2026/);
  await expect(first.getByRole("img")).toHaveAccessibleName(/Signal|chance|No usual range/);
  const label = await first.getByRole("link").textContent();
  await first.getByRole("link").click();
  await expect(page).toHaveURL(/\/services\/demo\/trends\/[a-z-]+$/);
  await expect(page.getByRole("heading", { level: 2, name: label })).toBeVisible();
});

test("lines with a signal come first and can be seen alone", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto("/overview");
  const names = await page.locator(".smalls .icon").evaluateAll((all) =>
    all.map((icon) => icon.getAttribute("aria-label")),
  );
  const marked = names.map((name) => name.startsWith("Signal"));
  expect(marked).toEqual([...marked].sort((a, b) => Number(b) - Number(a)));
  await page.getByRole("link", { name: "Only lines with a signal" }).click();
  await expect(page).toHaveURL("/overview?show=signals");
  await expect(page.locator(".smalls li")).toHaveCount(marked.filter(Boolean).length);
  await page.goBack();
  await expect(page.locator(".smalls li")).toHaveCount(marked.length);
});

test("a line's page explains each signal, its limits and chance", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(`${TRENDS}/calls-answered?quarter=2018-Q4`);
  const main = page.getByRole("main");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Calls");
  await expect(main).toContainText("weeks were all above average");
  await expect(main).toContainText(/Of 100 quarters of a steady line like that, \d+ show/);
  await page.getByText("Show limits by quarter").click();
  const limits = page.locator(".grounds tbody tr");
  expect(await limits.count()).toBe(5);
  await page.getByText("Show as table").click();
  await expect(main).toContainText("week running above average");
  await page.getByRole("link", { name: "Plain NHS rules" }).click();
  await expect(page).toHaveURL(/rules=nhs/);
  await expect(page).toHaveURL(/calls-answered/);
});

for (const address of ["/overview", `${TRENDS}/calls-answered`]) {
  test(`${address} is accessible and fits a phone`, async ({ page, javaScriptEnabled }) => {
    await signIn(page, "manager");
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    if (javaScriptEnabled) await audit(page);
    await fitsNarrow(page);
  });
}
