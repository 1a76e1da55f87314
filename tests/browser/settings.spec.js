// Settings, by keyboard, with and without scripting: what a change does is said before it is made. On a
// demo of its own, for others read the shared one.
import { Own } from "./own.js";
import { accounts, audit, expect, fitsNarrow, test } from "./house.js";

const main = (page) => page.getByRole("main");

let own;
test.beforeEach(async () => {
  own = await Own.start();
});
test.afterEach(async () => {
  await own.stop();
});

test("a channel is changed, added and put in order", async ({ page, javaScriptEnabled }) => {
  await page.goto(`${own.address}/sign-in`);
  await page.getByLabel("Email address").fill(accounts.admin.email);
  await page.getByLabel("Password").fill(accounts.admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Settings");
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);

  await page.goto(`${own.address}/services/demo/settings`);
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
  await page.getByRole("link", { name: "Change Calls" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Change Calls");
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
  await page.getByLabel("Name of the channel").fill("");
  await page.getByRole("button", { name: "See what it does" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByRole("alert").getByRole("link", { name: "Give the name of the channel." }).click();
  await expect(page.getByLabel("Name of the channel")).toBeFocused();
  await page.keyboard.type("Phone <b>line</b>");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Change Calls?");
  await expect(main(page)).toContainText("No figure of a week that has begun changes.");
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
  await page.getByRole("button", { name: "Go back to the form" }).click();
  await expect(page.getByLabel("Name of the channel")).toHaveValue("Phone <b>line</b>");
  await page.getByRole("button", { name: "See what it does" }).click();
  await page.getByRole("button", { name: "Make this change" }).press("Enter");
  await expect(page.getByRole("status")).toContainText("Saved");
  await expect(main(page)).toContainText("Phone <b>line</b>");

  // Days inside an approved quarter are refused, with what to do.
  await page.getByRole("link", { name: /^Change Phone/ }).click();
  await page.getByLabel("From", { exact: true }).nth(1).fill("2019-01-07");
  await page.getByLabel("Monday").nth(1).check();
  await page.getByRole("button", { name: "See what it does" }).click();
  await expect(page.getByRole("alert")).toContainText("is approved, and this would change");

  await page.getByRole("link", { name: "All settings of the service" }).click();
  await page.getByLabel("January").check();
  await page.getByRole("button", { name: "See what it does" }).click();
  await expect(main(page)).toContainText("The year starts in January, not in April.");
  if (javaScriptEnabled) await audit(page);
});
