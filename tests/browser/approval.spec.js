// The life of a quarter, with and without scripting. The two run one after the other on one demo, so
// each approves an edition of its own beside those there are.
import { audit, expect, fitsNarrow, signIn, submitWeek, test } from "./house.js";

const QUARTER = "/services/demo/quarter/2018-Q2";
const APPROVE = "/services/demo/approve/2018-Q2";
const WEEK = "/services/demo/week/2018-08-06";
const main = (page) => page.getByRole("main");

/** The total of calls in the table of channels. */
const calls = (page) =>
  page.getByRole("row", { name: /^Calls answered/ }).first().getByRole("cell").first();

test("a quarter is opened again, corrected and approved as a new edition beside the old one", async ({
  page,
}) => {
  // Opening a quarter again asks for the password when it was typed more than ten minutes ago.
  await signIn(page, "manager", { anew: true });
  await page.goto(QUARTER);
  const edition = Number((await main(page).textContent()).match(/edition (\d+)/)[1]);
  const total = await calls(page).textContent();

  // Its weeks are shown, and cannot be changed.
  await page.goto(WEEK);
  await expect(main(page)).toContainText("July to September 2018 is approved, and its weeks are locked");
  await expect(page.getByRole("button", { name: "Submit week" })).toHaveCount(0);
  await expect(page.getByLabel("Calls answered").first()).toBeDisabled();
  await page.getByRole("link", { name: "Read it as it was approved" }).click();
  await expect(page).toHaveURL(new RegExp(`${QUARTER}/edition/${edition}$`));

  // Opened again, with a reason only.
  await page.getByRole("link", { name: "Reopen this quarter" }).click();
  await page.getByRole("button", { name: "Reopen July to September 2018" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByRole("alert").getByRole("link", { name: "Say why it is opened again." }).click();
  const why = page.getByLabel("Why it is opened again");
  await expect(why).toBeFocused();
  await why.fill("A call log was found");
  await page.getByRole("button", { name: "Reopen July to September 2018" }).click();
  await expect(page).toHaveURL(APPROVE);
  await expect(main(page)).toContainText(`Edition ${edition} was opened again`);

  // Corrected.
  await page.goto(WEEK);
  const box = page.getByLabel("Calls answered").first();
  await box.fill(String(Number(await box.inputValue()) + 1));
  await page.getByLabel("Why are these numbers changing?").fill("A call log was found");
  await submitWeek(page);
  await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();

  // A trustee goes on reading the old edition, and is told what has been revised.
  await page.context().clearCookies();
  await signIn(page, "trustee");
  await page.goto(QUARTER);
  await expect(main(page)).toContainText(`edition ${edition}`);
  await expect(calls(page)).toHaveText(total);
  await page.getByRole("link", { name: /reads? differently$/ }).click();
  await expect(page.getByRole("region", { name: "What was revised" })).toContainText(
    "Calls answered, in all",
  );

  // Approved, each concern with a reason.
  await page.context().clearCookies();
  await signIn(page, "manager");
  await page.goto(APPROVE);
  const reasons = page.getByLabel(/^Or why it may stand/);
  const open = await reasons.count();
  expect(open, "something stands against it").toBeGreaterThan(0);
  await page.getByLabel(/^Comment/).fill("The log of one day was found.");
  await page.getByRole("button", { name: "Approve July to September 2018" }).click();
  await expect(page.getByRole("alert")).toContainText("Settle this first, or say why it may stand.");
  await expect(page.getByLabel(/^Comment/)).toHaveValue("The log of one day was found.");
  await reasons.first().fill("Looked at with the team");
  await page.getByLabel("One reason for everything above that has none of its own").fill("As before");
  await page.getByRole("button", { name: "Approve July to September 2018" }).click();
  await expect(page).toHaveURL(new RegExp(`${QUARTER}/edition/${edition + 1}$`));
  await expect(main(page)).toContainText("Comment by Sam");
  await expect(calls(page)).not.toHaveText(total);
  await page.getByRole("link", { name: `Edition ${edition}`, exact: true }).click();
  await expect(main(page)).toContainText("There is a later edition of this quarter");
  await expect(calls(page)).toHaveText(total);
});

test("a trustee reads quarters and years in the reading room, by keyboard, without a script", async ({
  page,
}) => {
  await signIn(page, "trustee");
  await page.goto("/services/demo/quarters");
  await expect(page.locator("script")).toHaveCount(0);
  const year = page.getByRole("link", { name: "The year 2018/19" });
  await year.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/services/demo/years/2018");
  await expect(main(page)).toContainText("Calls rose 25% on October to December 2018");
  await expect(page.getByRole("table")).toContainText("January to March 2019");
  await page.getByRole("link", { name: "Read January to March 2019" }).click();
  await expect(page).toHaveURL(/quarter\/2018-Q4\/edition\/1$/);
  const answer = await page.goto("/services/demo/quarter/2026-Q2");
  expect(answer.status(), "not approved, so not there for a trustee").toBe(404);
});

test("what belongs to approvals is accessible and fits a phone", async ({ page, javaScriptEnabled }) => {
  for (const [role, paths] of [
    ["manager", ["/services/demo/approve/2026-Q2", "/services/demo/approve/2018-Q4", WEEK, "/"]],
    ["trustee", ["/services/demo/quarters", "/services/demo/years/2018", `${QUARTER}/edition/1`]],
  ]) {
    await page.context().clearCookies();
    await signIn(page, role);
    for (const path of paths) {
      await page.goto(path);
      await expect(main(page).getByRole("heading", { level: 1 })).toHaveCount(1);
      if (javaScriptEnabled) await audit(page);
      await fitsNarrow(page);
    }
  }
});
