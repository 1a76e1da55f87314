// Events with and without scripting. The two run one after the other on one demo, so each has names
// and days of its own.
import { accounts, audit, expect, fitsNarrow, signIn, test, typeIn } from "./house.js";
import { Own } from "./own.js";

const EVENTS = "/services/demo/events";
const TRENDS = "/services/demo/trends";
const main = (page) => page.getByRole("main");
const heading = (page) => page.getByRole("heading", { level: 1 });
const saved = (page) => page.getByRole("status").filter({ hasText: "Saved" });
const row = (page, name) => main(page).getByRole("row").filter({ hasText: name });

test("an event is marked from the chart in two clicks, and stands on it", async ({
  page,
  javaScriptEnabled,
}) => {
  const name = javaScriptEnabled ? "Radio spots" : "Bus posters";
  await signIn(page, "manager");
  await page.goto(`${TRENDS}?weeks=all`);
  const section = page.locator("#calls-missed");
  await section.getByRole("link", { name: "Mark an event" }).click();
  await expect(page).toHaveURL(/events\?channel=calls&from=2026-11-16&weeks=all&chart=calls-missed#add$/);
  await expect(page.getByLabel("First day")).toHaveValue("2026-11-16");
  await expect(page.getByLabel("Concerns")).toHaveValue("calls");
  await expect(page.getByLabel("What happened")).toBeInViewport();
  await page.getByLabel("What happened").fill(name);
  await page.getByRole("button", { name: "Add this event" }).click();
  await expect(saved(page)).toContainText(`Added: ${name} (Calls), Monday 16 November 2026.`);
  await expect(saved(page)).toContainText("by Sam.");
  if (javaScriptEnabled) await expect(saved(page)).toBeFocused();
  await page.getByRole("link", { name: "See it on the chart" }).click();
  await expect(page).toHaveURL(`${TRENDS}?weeks=all#calls-missed`);
  await expect(section).toBeInViewport();
  await section.getByText("Show as table").click();
  await expect(section.getByRole("row", { name: /^16 November 2026/ })).toContainText(name);
  await expect(page.locator("#website-visits").getByText(name)).toHaveCount(0);
  // On the whole view the label may have no room; on two years it stands in the drawing.
  await page.goto(TRENDS);
  await expect(section.locator("svg").getByText(name)).toHaveCount(1);
  await page.goto("/services/demo/quarter/2026-Q3");
  await expect(main(page)).toContainText(name);
  await page.goto("/services/demo/history/2026-11-16");
  await expect(main(page)).toContainText("What happened: ");
  await expect(main(page)).toContainText(`${name} (Calls), Monday 16 November 2026.`);
});

test("it is changed, and removed after a question", async ({ page, javaScriptEnabled }) => {
  const name = javaScriptEnabled ? "Server moved" : "Server stopped";
  await signIn(page, "manager");
  await page.goto(EVENTS);
  await page.getByRole("link", { name: "Add an event" }).click();
  await page.getByLabel("What happened").fill(name);
  await page.getByLabel("Kind").selectOption("Outage");
  await page.getByLabel("First day").fill("2023-05-02");
  await page.getByLabel("Last day").fill("2023-05-04");
  await page.getByRole("button", { name: "Add this event" }).click();
  await expect(row(page, name)).toContainText("2 May 2023 to 4 May 2023");
  await expect(row(page, name)).toContainText("The whole service");
  await row(page, name).getByRole("link", { name: "Change" }).click();
  await expect(heading(page)).toHaveText(`Change ${name}`);
  await page.getByLabel("Concerns").selectOption("Website");
  await page.getByRole("button", { name: "Save this event" }).click();
  await expect(saved(page)).toContainText(`Now: ${name} (Website)`);
  await row(page, name).getByRole("link", { name: "Remove" }).click();
  await expect(heading(page)).toHaveText(`Remove ${name}?`);
  await page.getByRole("button", { name: "Remove this event" }).click();
  await expect(saved(page)).toContainText(`Removed: ${name} (Website)`);
  await expect(row(page, name)).toHaveCount(0);
});

test("what is wrong is said at the top and at the field, and nothing typed is lost", async ({
  page,
}) => {
  await signIn(page, "manager");
  await page.goto(EVENTS);
  await page.getByLabel("Kind").selectOption("Staffing");
  await page.getByLabel("First day").fill("2027-03-05");
  await page.getByLabel("Last day").fill("2027-03-01");
  await page.getByRole("button", { name: "Add this event" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("link")).toHaveCount(2);
  await expect(page.getByLabel("Last day")).toHaveAccessibleDescription(
    /The last day is before the first/,
  );
  await expect(page.getByLabel("First day")).toHaveValue("2027-03-05");
  await expect(page.getByLabel("Kind")).toHaveValue("staffing");
  await summary.getByRole("link", { name: /Give it a name/ }).click();
  await expect(page.getByLabel("What happened")).toBeFocused();
});

test("a change of definition says what it takes before it is stored, and takes it", async ({
  page,
}) => {
  test.slow();
  const own = await Own.start();
  try {
    await typeIn(page, own.address, accounts.manager);
    await page.goto(`${own.address}/services/demo/quarter/2018-Q4`);
    await expect(main(page)).toContainText("Calls rose 25%");
    await page.goto(`${own.address}${EVENTS}?channel=calls&from=2019-01-09`);
    await page.getByLabel("What happened").fill("Form rewritten");
    await page.getByLabel("Kind").selectOption("Change of definition");
    await page.getByRole("button", { name: "Add this event" }).click();
    await expect(heading(page)).toHaveText(
      "From the week of Monday 14 January 2019 on, the line would break",
    );
    const lines = main(page).getByRole("listitem");
    const founding = lines.filter({ hasText: "January to March 2019 on October to December 2018" });
    await expect(founding).toContainText("Calls answered (rose 25%)");
    await expect(founding).toContainText("the share before an offence");
    // Back to the form and forth again: nothing is lost, nothing stored.
    await page.getByRole("button", { name: "Go back to the form" }).click();
    await expect(page.getByLabel("What happened")).toHaveValue("Form rewritten");
    await expect(page.getByLabel("First day")).toHaveValue("2019-01-09");
    await page.getByRole("button", { name: "Add this event" }).click();
    // Another week than was shown is shown first.
    await page.getByLabel(/The week of Monday 7 January 2019/).check();
    await page.getByRole("button", { name: "Store it" }).click();
    await expect(heading(page)).toContainText("week of Monday 7 January 2019");
    await page.getByRole("button", { name: "Store it" }).click();
    await expect(saved(page)).toContainText("Breaks the line from the week of Monday 7 January 2019");
    await page.getByRole("link", { name: "See it on the chart" }).click();
    await expect(page.locator("#calls-answered")).toContainText("Form rewritten");
    await page.goto(`${own.address}/services/demo/trends?quarter=2018-Q4`);
    await expect(main(page)).toContainText(/no verdict: definition changed/i);
    await expect(main(page)).not.toContainText("Calls rose 25%");
    // The quarter was approved before: it stays, and says what reads differently.
    await page.goto(`${own.address}/services/demo/quarter/2018-Q4`);
    await expect(main(page)).toContainText("Calls rose 25%");
    await expect(page.locator("#revised")).toContainText("Form rewritten");
    await page.goto(`${own.address}${EVENTS}`);
    await row(page, "Form rewritten").getByRole("link", { name: "Remove" }).click();
    await expect(main(page)).toContainText("These comparisons get a verdict back");
    await page.getByRole("button", { name: "Remove this event" }).click();
    await page.goto(`${own.address}/services/demo/quarter/2018-Q4`);
    await expect(main(page)).toContainText("Calls rose 25%");
  } finally {
    await own.stop();
  }
});

test("hostile names are shown and never run", async ({ page }) => {
  test.slow();
  const own = await Own.start();
  const names = [
    "<script>document.title='run'</script>",
    "\"><img src=x onerror=\"document.title='run'\">",
    "</text></svg><script>document.title='run'</script>",
    "\u200fמבצע רדיו\u200f",
    "W".repeat(100),
    "{{7*7}} ${7*7} &lt;b&gt;",
  ];
  let asked = 0;
  page.on("dialog", () => (asked += 1));
  page.on("request", (request) => {
    if (!request.url().startsWith(own.address)) asked += 1;
  });
  try {
    await typeIn(page, own.address, accounts.manager);
    for (const [n, name] of names.entries()) {
      await page.goto(`${own.address}${EVENTS}?from=2026-0${4 + n}-06`);
      await page.getByLabel("What happened").fill(name);
      await page.getByRole("button", { name: "Add this event" }).click();
      await expect(saved(page)).toContainText(name);
    }
    for (const place of ["events", "trends", "quarter/2026-Q1", "history/2026-04-06", "figures/2026-Q1"]) {
      await page.goto(`${own.address}/services/demo/${place}`);
      for (const twin of await page.getByText("Show as table").all()) await twin.click();
      const shown = await page.locator("body").textContent();
      expect(shown, place).toContain(names[0]);
      expect(await page.title(), place).not.toBe("run");
      await expect(page.locator("main img, main script")).toHaveCount(0);
      await fitsNarrow(page);
    }
    // In the drawing itself it is text.
    await page.goto(`${own.address}${TRENDS}`);
    await expect(page.locator("svg script, svg image, svg foreignObject")).toHaveCount(0);
    await expect(page.locator("#calls-answered svg").getByText(names[0], { exact: true })).toHaveCount(1);
    // Signs that would turn all the writing after them are not taken.
    await page.goto(`${own.address}${EVENTS}?from=2026-11-09`);
    await page.getByLabel("What happened").fill("radio \u202eoidar");
    await page.getByRole("button", { name: "Add this event" }).click();
    await expect(page.getByRole("alert")).toContainText("turns the direction of writing");
    expect(asked, "nothing was asked of anybody else").toBe(0);
  } finally {
    await own.stop();
  }
});

test("the keyboard is enough", async ({ page, javaScriptEnabled }) => {
  const name = javaScriptEnabled ? "Training week" : "Training day";
  await signIn(page, "manager");
  await page.goto(`${EVENTS}?channel=website&from=2024-06-03#add`);
  await page.getByLabel("What happened").focus();
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await expect(saved(page)).toContainText(`${name} (Website)`);
});

test("staff look and have no forms", async ({ page }) => {
  await signIn(page, "staff");
  await page.goto(TRENDS);
  await expect(page.getByRole("link", { name: "Mark an event" })).toHaveCount(0);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Events" }).click();
  await expect(main(page)).toContainText("Spring campaign");
  await expect(main(page)).toContainText("no verdict is given across it");
  await expect(main(page).getByRole("button")).toHaveCount(0);
  await expect(main(page)).toContainText("Managers add events");
});

test("it is accessible and fits a phone, fresh, asked and refused", async ({
  page,
  javaScriptEnabled,
}) => {
  test.slow();
  await signIn(page, "manager");
  const look = async () => {
    await expect(heading(page)).toHaveCount(1);
    if (javaScriptEnabled) await audit(page);
    await fitsNarrow(page);
  };
  await page.goto(EVENTS);
  await look();
  await page.getByRole("link", { name: /^Change Spring campaign/ }).click();
  await look();
  await page.goto(EVENTS);
  await page.getByRole("link", { name: /^Remove "Before" defined anew/ }).first().click();
  await expect(main(page)).toContainText("get a verdict back");
  await look();
  await page.goto(`${EVENTS}?channel=calls&from=2019-01-09`);
  await page.getByRole("button", { name: "Add this event" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await look();
  await page.getByLabel("What happened").fill("New form");
  await page.getByLabel("Kind").selectOption("Change of definition");
  await page.getByRole("button", { name: "Add this event" }).click();
  await expect(main(page)).toContainText("lose their verdict");
  await look();
});
