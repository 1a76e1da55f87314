// Settings, by keyboard, with and without scripting: what a change does is said before it is made. On a
// demo of its own, for others read the shared one.
import { Own } from "./own.js";
import { accounts, audit, expect, fitsNarrow, test, typeIn } from "./house.js";

const main = (page) => page.getByRole("main");

let own;
test.beforeEach(async () => {
  own = await Own.start();
});
test.afterEach(async () => {
  await own.stop();
});

test("a channel is changed, added and put in order", async ({ page, javaScriptEnabled }) => {
  await typeIn(page, own.address, accounts.admin);
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

test("a number outside usual limits that were set is asked about", async ({ page, javaScriptEnabled }) => {
  await typeIn(page, own.address, accounts.admin);
  // An administrator's header has the most links, and is one line from 1160 pixels on.
  await page.setViewportSize({ width: 1160, height: 800 });
  await page.goto(`${own.address}/services/demo/settings?channel=calls`);
  const header = await page.getByRole("banner").boundingBox();
  expect(header.height).toBeLessThan(70);

  const answered = page.getByRole("group", { name: "Answered" }).last();
  await answered.getByLabel("Usually at least").fill("500");
  await answered.getByLabel("Usually at most").fill("400");
  await page.getByRole("button", { name: "See what it does" }).click();
  await page.getByRole("alert").getByRole("link", { name: "The highest usual number" }).click();
  await expect(answered.getByLabel("Usually at most")).toBeFocused();
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
  await answered.getByLabel("Usually at most").fill("900");
  await answered.getByLabel("From the week of").fill("2026-11-16");
  await page.getByRole("button", { name: "See what it does" }).click();
  await expect(main(page)).toContainText("“Answered” is usually 500 to 900 in a normal week");
  await expect(main(page)).toContainText("with a number among the last 52, the new limits would call");
  await page.getByRole("button", { name: "Make this change" }).click();
  await expect(page.getByRole("status")).toContainText("Saved");

  await page.goto(`${own.address}/services/demo/week/2026-11-16`);
  if (javaScriptEnabled) {
    await page.mouse.move(1, 1);
    await expect(page.locator("#tools")).toBeVisible();
  }
  await page.getByLabel("Calls answered").fill("450");
  if (!javaScriptEnabled) await page.getByRole("button", { name: /^Submit/ }).first().click();
  const usual = page.locator("#calls-answered-usual");
  await expect(usual).toHaveText("usually 500 to 900, as set by your administrator");
  await expect(main(page)).toContainText("Calls answered: 450 is lower than usual");
  if (javaScriptEnabled) {
    await audit(page);
    await page.getByLabel("Calls answered").fill("600");
    await expect(usual).toHaveText("");
  }
});
