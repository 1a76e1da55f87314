// Signals, new limits and directions, with and without scripting. The two run one after the other on
// one demo, so that each leaves it as it was, or has lines of its own.
import { audit, expect, fitsNarrow, signIn, test } from "./house.js";

const SIGNALS = "/services/demo/signals";
const main = (page) => page.getByRole("main");
const saved = (page) => page.getByRole("status").filter({ hasText: "Saved" });
const visits = (page) => page.locator("section").filter({ hasText: "above the usual range, from" }).last();

test("a signal is marked as chance, leaves the list, and waits again when that is undone", async ({
  page,
  javaScriptEnabled,
}) => {
  await signIn(page, "manager");
  await page.goto("/");
  await page.getByRole("link", { name: /^Explain \d+ signals$/ }).click();
  await expect(page).toHaveURL(SIGNALS);
  const title = await page.getByRole("heading", { level: 1 }).textContent();
  await expect(visits(page)).toContainText("Website visits");
  await visits(page).getByRole("button", { name: /It was chance/ }).click();
  await expect(saved(page)).toContainText("marked as chance");
  await expect(saved(page)).toContainText("by Sam.");
  if (javaScriptEnabled) await expect(saved(page)).toBeFocused();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(title);
  await expect(visits(page)).toContainText("Explained by Sam: chance");
  await page.goto("/services/demo/trends");
  await expect(main(page)).toContainText("explained: chance");
  await page.getByRole("link", { name: "Signals", exact: true }).click();
  await page.getByRole("button", { name: /^Undo the explanation of Website visits/ }).click();
  await expect(saved(page)).toContainText("waits to be explained again");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
});

test("a reason is written by keyboard, and an empty one is asked for at its field", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(SIGNALS);
  const why = visits(page).getByLabel("Or write why");
  await why.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await summary.getByRole("link").click();
  await expect(why).toBeFocused();
  await expect(why).toHaveAccessibleDescription(/Write why.*about the number, never about a person/);
  await page.keyboard.type("Radio spots");
  await page.keyboard.press("Enter");
  await expect(saved(page)).toContainText("explained in words: Radio spots");
  await page.getByRole("button", { name: /^Undo the explanation of Website visits/ }).click();
  await expect(saved(page)).toContainText("waits to be explained again");
});

test("a signal is linked to an event near it", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(SIGNALS);
  await visits(page).getByLabel("It was an event").selectOption({ index: 1 });
  await visits(page).getByRole("button", { name: /^Link/ }).click();
  await expect(saved(page)).toContainText("linked to");
  await page.getByRole("button", { name: /^Undo the explanation of Website visits/ }).click();
});

test("new limits are looked at, applied, seen on the chart, and undone", async ({
  page,
  javaScriptEnabled,
}) => {
  const [day, week, said] = javaScriptEnabled
    ? ["2026-04-15", "13 April 2026", "the week of Monday 13 April 2026"]
    : ["2026-05-06", "4 May 2026", "the week of Monday 4 May 2026"];
  await signIn(page, "manager");
  await page.goto(SIGNALS);
  await page.getByLabel("Line").first().selectOption({ label: "Calls missed" });
  await page.getByLabel("A day of the first week").fill(day);
  await page.getByRole("button", { name: "Look at new limits" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    `New limits for calls missed from ${week}?`,
  );
  await expect(page.getByRole("row", { name: /^Centre/ })).toBeVisible();
  await expect(page.locator("svg[role=img]")).toHaveCount(1);
  await page.getByLabel("A short name for the chart").fill("Two fewer lines");
  await page.getByRole("button", { name: "Apply these limits" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(2);
  await expect(page.getByLabel("A short name for the chart")).toHaveValue("Two fewer lines");
  await page.getByLabel("The event that made").selectOption({ index: 1 });
  await page.getByLabel("Why the line is another").fill("Two lines were given up");
  await page.getByRole("button", { name: "Apply these limits" }).click();
  await expect(saved(page)).toContainText(`Calls missed has new limits from ${said}`);
  await page.goto("/services/demo/trends");
  await expect(page.locator("#calls-missed svg[role=img]")).toContainText("Two fewer lines");
  await expect(page.locator("#calls-missed")).toContainText(`New limits from ${said}`);
  await page.goto(SIGNALS);
  await page.getByText(`Undo Calls missed from ${week}`).first().click();
  await page.getByLabel("Why they are undone").fill("Tried out");
  await page.getByRole("button", { name: /^Undo these limits/ }).click();
  await expect(saved(page)).toContainText("no longer has new limits");
  await expect(page.getByText(`Undo Calls missed from ${week}`)).toHaveCount(0);
});

test("a direction is set, and changes are called better or worse", async ({ page, javaScriptEnabled }) => {
  const [way, word] = javaScriptEnabled ? ["Fewer is better", "worse"] : ["More is better", "better"];
  await signIn(page, "manager");
  await page.goto(`${SIGNALS}#directions`);
  await page.getByLabel("Line").last().selectOption({ label: "Calls missed" });
  await page.getByRole("combobox", { name: "Which way is good" }).selectOption(way);
  await page.getByLabel("Why", { exact: true }).fill("Trying it out");
  await page.getByRole("button", { name: "Set the direction" }).click();
  await expect(saved(page)).toContainText(`Calls missed: ${way.toLowerCase()}`);
  await page.goto("/services/demo/trends");
  await expect(page.locator("#calls-missed .signals")).toContainText(`(${word})`);
  await expect(page.locator("#calls-answered")).not.toContainText(/\((better|worse)\)/);
  const marks = page.locator(`#calls-missed svg path.c-${word === "worse" ? "bad" : "good"}`);
  await expect(marks).toHaveCount(1);
});

test("staff look and have no forms", async ({ page }) => {
  await signIn(page, "staff");
  await page.goto("/services/demo/trends");
  await page.getByRole("link", { name: "Signals", exact: true }).click();
  await expect(main(page)).toContainText("Managers explain signals");
  await expect(main(page).getByRole("button")).toHaveCount(0);
});

test("it is accessible and fits a phone, the list, a preview and a refusal", async ({
  page,
  javaScriptEnabled,
}) => {
  test.slow();
  await signIn(page, "manager");
  for (const path of [SIGNALS, `${SIGNALS}?line=calls.missed&week=2026-06-01`, `${SIGNALS}?line=calls.missed&week=`]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    if (javaScriptEnabled) await audit(page);
    await fitsNarrow(page);
  }
});
