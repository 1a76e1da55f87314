// Closed days with and without scripting. The two run one after the other on one demo, so each has
// days of its own.
import { audit, expect, fitsNarrow, signIn, test } from "./house.js";

const CLOSURES = "/services/demo/closures";
const main = (page) => page.getByRole("main");
const saved = (page) => page.getByRole("status").filter({ hasText: "Saved" });

test("a day is closed, confirmed with what it does to exposure, and opened again", async ({
  page,
  javaScriptEnabled,
}) => {
  const [day, said, week] = javaScriptEnabled
    ? ["2027-02-03", "Wednesday 3 February 2027", "1 February 2027"]
    : ["2027-02-10", "Wednesday 10 February 2027", "8 February 2027"];
  await signIn(page, "manager");
  await page.goto("/");
  await page.getByRole("link", { name: "Closed days and bank holidays" }).click();
  await expect(page).toHaveURL(CLOSURES);
  await page.getByLabel("Channel").first().selectOption("Calls");
  await page.getByLabel("First closed day").fill(day);
  await page.getByLabel("Why").fill("Moving house");
  await page.getByRole("button", { name: "Close these days" }).click();
  await expect(saved(page)).toContainText(`Calls closed, ${said}: Moving house`);
  await expect(saved(page)).toContainText(`Calls: open 4 of 5 days in the week of Monday ${week}`);
  await expect(saved(page)).toContainText("by Sam.");
  if (javaScriptEnabled) await expect(saved(page)).toBeFocused();
  await page.getByRole("button", { name: `Remove Calls, ${said}` }).click();
  await expect(saved(page)).toContainText(`Calls no longer closed, ${said}`);
  await expect(saved(page)).toContainText(`Calls: open 5 of 5 days in the week of Monday ${week}`);
  await expect(page.getByRole("button", { name: `Remove Calls, ${said}` })).toHaveCount(0);
});

test("what is wrong is said at the top and at the field, and nothing typed is lost", async ({
  page,
}) => {
  await signIn(page, "manager");
  await page.goto(CLOSURES);
  await page.getByLabel("Channel").first().selectOption("Live chat");
  await page.getByLabel("First closed day").fill("2027-03-05");
  await page.getByLabel("Last closed day").fill("2027-03-01");
  await page.getByRole("button", { name: "Close these days" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("link")).toHaveCount(2);
  await expect(page.getByLabel("Last closed day")).toHaveAccessibleDescription(
    /The last day is before the first/,
  );
  await expect(page.getByLabel("First closed day")).toHaveValue("2027-03-05");
  await expect(page.getByLabel("Channel").first()).toHaveValue("chat");
  await summary.getByRole("link", { name: /Say why it is closed/ }).click();
  await expect(page.getByLabel("Why")).toBeFocused();
});

test("a week with counts is not closed", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(CLOSURES);
  await page.getByLabel("First closed day").fill("2026-08-03");
  await page.getByLabel("Last closed day").fill("2026-08-09");
  await page.getByLabel("Why").fill("Flood");
  await page.getByRole("button", { name: "Close these days" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "Calls has numbers in the week of Monday 3 August 2026, so it cannot be closed all that week.",
  );
});

test("a week of an approved quarter keeps its open days", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(CLOSURES);
  await page.getByLabel("First closed day").fill("2025-06-02");
  await page.getByLabel("Why").fill("Flood");
  await page.getByRole("button", { name: "Close these days" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "April to June 2025 is approved, and its weeks are locked.",
  );
});

test("bank holidays of another region are ticked and added", async ({
  page,
  javaScriptEnabled,
}) => {
  await signIn(page, "manager");
  await page.goto(CLOSURES);
  await expect(page.getByLabel(/St Andrew's Day/)).toHaveCount(0);
  await page.getByRole("link", { name: "Scotland" }).click();
  await expect(page).toHaveURL(/region=scotland/);
  await page.getByLabel(/St Andrew's Day/).check();
  const channel = javaScriptEnabled ? "Live chat" : "Secure messages";
  await page.getByLabel("Channel").last().selectOption(channel);
  await page.getByRole("button", { name: "Close the days ticked" }).click();
  await expect(saved(page)).toContainText(
    `${channel} closed, Monday 30 November 2026: St Andrew's Day`,
  );
  await expect(page).toHaveURL(/region=scotland/);
  await expect(main(page)).toContainText(/St Andrew's Day · .*closed already/);
});

test("the keyboard is enough", async ({ page, javaScriptEnabled }) => {
  const day = javaScriptEnabled ? "2027-04-14" : "2027-04-21";
  await signIn(page, "manager");
  await page.goto(CLOSURES);
  await page.getByLabel("Channel").first().focus();
  await page.getByLabel("First closed day").fill(day);
  await page.getByLabel("Why").focus();
  await page.keyboard.type("Training day");
  await page.keyboard.press("Enter");
  await expect(saved(page)).toContainText("Training day");
});

test("staff look and have no forms", async ({ page }) => {
  await signIn(page, "staff");
  await page.goto("/services/demo/week/2022-11-07");
  await page.getByText("Closed, or not collected?").click();
  await page.getByRole("link", { name: "closed days and bank holidays" }).click();
  await expect(main(page)).toContainText("Christmas Day");
  await expect(main(page).getByRole("button")).toHaveCount(0);
  await expect(main(page)).toContainText("Managers add closed days");
});

test("it is accessible and fits a phone, fresh and refused", async ({
  page,
  javaScriptEnabled,
}) => {
  test.slow();
  await signIn(page, "manager");
  await page.goto(CLOSURES);
  await page.getByText(/closures that are over/).click();
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
  await page.getByRole("button", { name: "Close these days" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
});
