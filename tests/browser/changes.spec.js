// Every change: found by person, kind and week, two clicks from a figure, taken away as a file, with and
// without scripting. The two run one after the other on one demo, so each has a week of its own.
import { audit, expect, fitsNarrow, signIn, submitWeek, test } from "./house.js";

const PAGE = "/services/demo/changes";
const heading = (page) => page.getByRole("heading", { level: 1 });
const acts = (page) => page.locator("table.acts tbody tr");
/** Somebody else at the same browser: signing in over a session would end it. */
const handOver = async (page, role) => {
  await page.context().clearCookies();
  await signIn(page, role);
};

test("a manager finds a change, and the record holds", async ({ page, javaScriptEnabled }) => {
  const week = javaScriptEnabled ? "2021-03-01" : "2021-03-08";
  await signIn(page, "staff");
  await page.goto(`/services/demo/week/${week}`);
  const box = page.getByLabel("Calls answered");
  const was = (await box.inputValue()).replaceAll(",", "");
  const is = String(Number(was) + 1);
  await page.getByLabel("Why are these numbers changing?").fill("Counted again");
  await box.fill(is);
  await submitWeek(page);

  await handOver(page, "manager");
  await page.goto("/");
  await page.getByRole("link", { name: "Every change", exact: true }).click();
  await expect(heading(page)).toHaveText("Every change");
  // A page waits half a second for the record to be followed, and says how far it came.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("main")).toContainText("The record holds.", { timeout: 1_000 });
  }).toPass();
  await expect(acts(page).first()).toContainText(`Calls answered: ${was}`);
  await expect(acts(page).first()).toContainText("Counted again");

  await page.getByLabel("Kind of change").selectOption({ label: "Numbers of weeks" });
  await page.getByLabel("Numbers of the week of").fill(week);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`kind=numbers&week=${week}`));
  await expect(page.getByLabel("Kind of change")).toHaveValue("numbers");
  await expect(acts(page).first()).toContainText("Jo");
  await expect(acts(page).last()).toContainText("Numbers read from a file");
  // To the week's own history and back.
  await acts(page).first().getByRole("link").click();
  await expect(heading(page)).toContainText("History of the week of Monday");
  await page.getByRole("link", { name: "Every change", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${PAGE}$`));
});

test("a long list of what was accepted is folded, counted, and printed open", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(`${PAGE}?kind=quarters`);
  const folded = page.locator("details.folded").first();
  await expect(folded.locator("summary")).toHaveText(/^\d+ points were accepted as they stood$/);
  const first = folded.locator("p").first();
  await expect(first).toBeHidden();
  await folded.locator("summary").click();
  await expect(first).toBeVisible();
  const many = Number((await folded.locator("summary").textContent()).split(" ")[0]);
  expect(await folded.locator("p").count()).toBe(many);
  await folded.locator("summary").click();
  await page.emulateMedia({ media: "print" });
  expect(await first.evaluate((one) => one.getBoundingClientRect().height)).toBeGreaterThan(0);
});

test("older changes are a link away", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(`${PAGE}?kind=numbers`);
  await expect(acts(page)).toHaveCount(50);
  await page.getByRole("link", { name: "Older" }).click();
  await expect(page.getByRole("main")).toContainText("51 to 100 of ");
  await page.getByRole("link", { name: "Newer" }).click();
  await expect(page.getByRole("main")).toContainText("1 to 50 of ");
  await page.getByRole("link", { name: "Show everything" }).click();
  await expect(page).toHaveURL(new RegExp(`${PAGE}$`));
});

test("what fits is taken away", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(`${PAGE}?kind=events`);
  const to = await page.getByRole("link", { name: /^CSV/ }).getAttribute("href");
  const file = await page.request.get(to);
  expect(file.status()).toBe(200);
  expect(file.headers()["content-disposition"]).toContain("attachment");
  expect(await file.text()).toContain("event.add");
});

test("what is not understood is asked again", async ({ page }) => {
  await signIn(page, "manager");
  const reply = await page.goto(`${PAGE}?kind=numbers&from=2021-03-02&to=2021-03-01`);
  expect(reply.status()).toBe(422);
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByRole("link", { name: /The last day is before the first/ }).click();
  await expect(page.getByLabel("Changed to")).toBeFocused();
  await expect(page.getByLabel("Kind of change")).toHaveValue("numbers");
});

test("an administrator sees every service, a member of staff none", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto("/");
  await page.getByRole("link", { name: "Every change in the installation" }).click();
  await page.getByLabel("Service").selectOption({ label: "The installation itself" });
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(acts(page).first()).toContainText("The installation");
  await handOver(page, "staff");
  expect((await page.goto("/changes")).status()).toBe(403);
  expect((await page.goto(PAGE)).status()).toBe(403);
});

test("they are accessible and fit a phone", async ({ page, javaScriptEnabled }) => {
  test.slow();
  await signIn(page, "admin");
  for (const path of [PAGE, `${PAGE}?kind=people&week=2026-11-16`, "/changes", "/changes?kind=signals"]) {
    await page.goto(path);
    await expect(heading(page)).toHaveCount(1);
    if (javaScriptEnabled) await audit(page);
    await fitsNarrow(page);
  }
});
