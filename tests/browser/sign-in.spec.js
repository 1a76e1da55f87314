import { accounts, audit, expect, fitsNarrow, signIn, test } from "./house.js";

test("a wrong password is said in the summary and at the field, and the address is kept", async ({
  page,
}) => {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill("nobody@example.org");
  await page.getByLabel("Password").fill("not the right password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("There is a problem");
  await expect(summary).toBeFocused();
  await expect(page.getByLabel("Email address")).toHaveValue("nobody@example.org");
  await expect(page.getByLabel("Password")).toHaveValue("");
});

for (const [role, pages, absent] of [
  ["staff", ["Home", "Week", "Trends", "Quarter", "About the numbers"], []],
  ["manager", ["Home", "Week", "Trends", "Quarter", "About the numbers"], []],
  ["trustee", ["Home", "Quarter", "About the numbers"], ["Week", "Trends"]],
]) {
  test(`a ${role} signs in, sees what is theirs, and signs out`, async ({ page }) => {
    await signIn(page, role, { anew: true });
    await page.goto("/services/demo/quarter");
    const navigation = page.getByRole("navigation", { name: "Pages" });
    for (const name of pages) {
      await expect(navigation.getByRole("link", { name, exact: true })).toBeVisible();
    }
    for (const name of absent) {
      await expect(navigation.getByRole("link", { name, exact: true })).toHaveCount(0);
    }
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByText("You have signed out.")).toBeVisible();
    await page.goto("/services/demo/quarter");
    await expect(page.getByLabel("Password")).toBeVisible();
  });
}

test("after signing in the person is where they wanted to go", async ({ page }) => {
  const { email, password } = accounts.manager;
  await page.goto("/services/demo/quarter/2018-Q4");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Password").press("Enter");
  await expect(page).toHaveURL(/\/services\/demo\/quarter\/2018-Q4$/);
});

test("a page that a role may not open says whom to ask", async ({ page }) => {
  await signIn(page, "trustee");
  const answer = await page.goto("/services/demo/trends");
  expect(answer.status()).toBe(403);
  await expect(page.getByRole("main")).toContainText(/ask Sam \(manager\)/i);
});

test("the sign-in page is accessible and fits a phone", async ({ page, javaScriptEnabled }) => {
  await page.goto("/sign-in");
  await expect(page).toHaveTitle(/Sign in/);
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
});
