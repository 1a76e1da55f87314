// A new charity, from an empty folder to its first submitted week, as a new user would: with and without
// scripting, by keyboard where it matters, on a server of its own.
import { Own } from "./own.js";
import { audit, expect, fitsNarrow, submitWeek, test } from "./house.js";

const main = (page) => page.getByRole("main");
const PASSWORD = "otter candle bridge";

let own;
test.beforeEach(async () => {
  own = await Own.empty();
});
test.afterEach(async () => {
  await own.stop();
});

test("from an empty folder to the first submitted week", async ({ page, javaScriptEnabled }) => {
  await page.goto(own.address);
  await expect(page).toHaveURL(`${own.address}/set-up`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Set up Beforehand");
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);

  // A wrong code is told at its field, and what was typed is kept.
  await page.getByLabel("Organisation").fill("Harbour Trust");
  await page.getByLabel("Set-up code").fill("abcd-efgh-jkmn-pqrs-tuvw");
  await page.getByLabel("Name of the service").fill("Harbour Line");
  await page.getByLabel("Your name").fill("Alex Reed");
  await page.getByLabel("Email address").fill("alex@example.org");
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByRole("alert").getByRole("link", { name: /^The set-up code is not right/ }).click();
  await expect(page.getByLabel("Set-up code")).toBeFocused();
  await expect(page.getByLabel("Organisation")).toHaveValue("Harbour Trust");
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);

  await page.keyboard.type(own.code);
  await page.getByLabel("A phone line").check();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("The same password again").fill(PASSWORD);
  await page.getByLabel("The same password again").press("Enter");

  await expect(page.getByRole("status")).toContainText("You are signed in as the first administrator");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Beforehand is set up");
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
  await page.getByRole("link", { name: "Enter the first week" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("16 November 2026");
  for (const [label, count] of [
    ["Calls answered", "120"],
    ["Calls before an offence", "40"],
    ["Calls after an offence", "60"],
    ["Calls, does not apply", "20"],
    ["Calls missed", "12"],
  ]) {
    await page.getByRole("textbox", { name: label, exact: true }).fill(count);
  }
  await submitWeek(page);
  await expect(page.locator(".done")).toContainText("saved");

  // The page is gone, and the account is there.
  const gone = await page.goto(`${own.address}/set-up`);
  expect(gone.status()).toBe(404);
  await page.goto(own.address);
  await expect(page.getByText("Harbour Trust")).toBeVisible();
});

test("demo data are loaded, told by a banner, and removed", async ({ page, javaScriptEnabled }) => {
  await page.goto(`${own.address}/set-up`);
  await page.getByLabel("Set-up code").fill(own.code);
  await page.getByLabel("Organisation").fill("Harbour Trust");
  await page.getByLabel("Name of the service").fill("Harbour Line");
  await page.getByLabel("Your name").fill("Alex Reed");
  await page.getByLabel("Email address").fill("alex@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("The same password again").fill(PASSWORD);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("button", { name: "Load demo data" }).click();
  await expect(page.getByRole("status")).toContainText("The demo data are loaded");
  if (javaScriptEnabled) await audit(page);
  await page.goto(`${own.address}/services/demo/trends`);
  await expect(page.getByRole("complementary", { name: "Demo" })).toContainText("invented");
  await page.goto(`${own.address}/settings`);
  await page.getByRole("button", { name: "Remove demo data" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Remove the demo data?");
  await page.getByRole("button", { name: "Make this change" }).click();
  await expect(page.getByRole("status")).toContainText("The demo data are removed");
  await expect(main(page).getByRole("button", { name: "Load demo data" })).toBeVisible();
});
