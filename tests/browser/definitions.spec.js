// New words for a definition, by keyboard, with and without scripting. The two run one after the
// other on one demo, so each starts its words a week after those it finds.
import { audit, expect, fitsNarrow, signIn, test } from "./house.js";

const PAGE = "/services/demo/definitions";
const main = (page) => page.getByRole("main");

test("new words say what they do before they are stored", async ({ page, javaScriptEnabled }) => {
  await signIn(page, "admin");
  await page.goto("/services/demo/about");
  await page.getByRole("link", { name: "All versions, and the form for a new one" }).click();
  await expect(page).toHaveURL(PAGE);
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
  const last = Number((await page.getByRole("rowheader").first().textContent()).match(/\d+/)[0]);
  const start = new Date(Date.UTC(2026, 11, 3 + 7 * last)).toISOString().slice(0, 10);

  await page.getByRole("button", { name: "See what it does" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByRole("alert").getByRole("link", { name: /^Write the definition/ }).click();
  const words = page.getByLabel("What the words mean");
  await expect(words).toBeFocused();
  await page.keyboard.type("Before: nobody was harmed.\nAfter: <b>somebody</b> was.");
  await page.getByLabel("From which week they hold").fill(start);
  await page.getByLabel("From which week they hold").press("Enter");

  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Store definition ${last + 1}?`);
  await expect(main(page)).toContainText("No figure is changed by it.");
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
  await page.getByRole("button", { name: "Go back to the form" }).click();
  await expect(words).toHaveValue("Before: nobody was harmed.\nAfter: <b>somebody</b> was.");
  await page.getByRole("button", { name: "See what it does" }).click();
  await page.getByRole("button", { name: "Store it" }).press("Enter");

  await expect(page.getByRole("status")).toContainText(`Definition ${last + 1} is stored`);
  await expect(page.getByRole("rowheader").first()).toHaveText(`Definition ${last + 1}`);
  if (javaScriptEnabled) await audit(page);
  await page.getByRole("link", { name: "mark the change on the charts" }).click();
  await expect(page.getByLabel("Kind")).toHaveValue("definition");
  await expect(page.getByLabel("First day")).not.toHaveValue("");

  await signIn(page, "trustee");
  await page.goto(PAGE);
  await expect(main(page)).toContainText("After: <b>somebody</b> was.");
  await expect(page.getByRole("button", { name: "See what it does" })).toHaveCount(0);
});
