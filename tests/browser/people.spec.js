// Somebody joins, works and leaves: invited by the administrator, with the code of a printed slip, with
// and without scripting, on a server of the test's own.
import { accounts, audit, expect, fitsNarrow, test, typeIn } from "./house.js";
import { Own } from "./own.js";

const CHOSEN = "seven quiet harbours";
const main = (page) => page.getByRole("main");

test("somebody is invited, joins by a slip, works, and leaves", async ({
  page,
  browser,
  javaScriptEnabled,
}) => {
  const own = await Own.start();
  const context = await browser.newContext({ javaScriptEnabled });
  const rin = await context.newPage();
  try {
    await typeIn(page, own.address, accounts.admin);
    await page.getByRole("link", { name: "People", exact: true }).click();
    await expect(page).toHaveURL(/\/people$/);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("people may sign in");
    if (javaScriptEnabled) await audit(page);
    await fitsNarrow(page);

    // Nothing typed: everything to be put right is named, and leads to its field.
    await page.getByRole("button", { name: "Invite them" }).click();
    await expect(page).toHaveTitle(/^Error: /);
    if (javaScriptEnabled) await audit(page);
    await page.getByRole("alert").getByRole("link", { name: /^Give a name/ }).click();
    await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
    await page.keyboard.type("Rin <b>Field</b>");
    await page.getByLabel("Email address").fill("rin@example.org");
    await page.getByRole("group").getByRole("combobox").first().selectOption("staff");
    await page.getByRole("button", { name: "Invite them" }).press("Enter");
    await expect(page.getByRole("status")).toContainText("Rin <b>Field</b> is invited");
    if (javaScriptEnabled) await audit(page);
    await fitsNarrow(page);
    const link = await page.getByLabel("The link").inputValue();
    const code = await page.locator(".slip .code").textContent();
    // On paper the slip is alone.
    await page.emulateMedia({ media: "print" });
    await expect(page.locator(".slip")).toBeVisible();
    await expect(page.getByLabel("The link")).toBeHidden();
    await expect(page.getByRole("table")).toBeHidden();
    await page.emulateMedia({ media: "screen" });

    // By the slip: the code, typed as it stands there.
    await rin.goto(`${own.address}/join`);
    if (javaScriptEnabled) await audit(rin);
    await rin.getByLabel("Code").fill(code.slice(1));
    await rin.getByRole("button", { name: "Go on" }).click();
    await expect(rin).toHaveTitle(/^Error: /);
    await rin.getByLabel("Code").fill(code.toUpperCase());
    await rin.getByLabel("Code").press("Enter");
    await expect(rin).toHaveURL(link);
    await expect(rin.getByRole("heading", { level: 1 })).toHaveText("Welcome, Rin <b>Field</b>");
    if (javaScriptEnabled) await audit(rin);
    await fitsNarrow(rin);
    await rin.getByLabel("New password").fill(CHOSEN);
    await rin.getByLabel("The same once more").fill("another");
    await rin.getByRole("button", { name: "Set the password" }).click();
    await expect(rin.getByRole("alert")).toContainText("The two are not the same.");
    await rin.getByLabel("New password").fill(CHOSEN);
    await rin.getByLabel("The same once more").fill(CHOSEN);
    await rin.getByRole("button", { name: "Set the password" }).press("Enter");
    await expect(rin.getByRole("heading", { level: 1 })).toHaveText("Your password is set");
    if (javaScriptEnabled) await audit(rin);
    await rin.goto(link);
    await expect(rin.getByRole("heading", { level: 1 })).toHaveText("This link does not work");
    if (javaScriptEnabled) await audit(rin);

    // The first sign-in, and the first page of work.
    await typeIn(rin, own.address, { email: "rin@example.org", password: CHOSEN });
    await rin.getByRole("link", { name: "Week", exact: true }).click();
    await expect(rin.getByRole("button", { name: "Submit week" })).toBeVisible();

    // The end: at the very next click.
    await page.goto(`${own.address}/people`);
    await page.getByRole("link", { name: "Rin <b>Field</b>" }).click();
    await expect(main(page)).not.toContainText("Never");
    if (javaScriptEnabled) await audit(page);
    await fitsNarrow(page);
    await page.getByRole("button", { name: "End their access" }).press("Enter");
    await expect(page.getByRole("status")).toContainText("may not sign in any more");
    if (javaScriptEnabled) await audit(page);
    await rin.getByRole("link", { name: "Trends", exact: true }).click();
    await expect(rin.getByRole("heading", { level: 1 })).toHaveText("Sign in");
    await rin.getByLabel("Email address").fill("rin@example.org");
    await rin.getByLabel("Password").fill(CHOSEN);
    await rin.getByRole("button", { name: "Sign in" }).click();
    await expect(rin.getByRole("alert")).toContainText("is not right");
    await page.getByRole("link", { name: "Everybody" }).click();
    await expect(main(page)).toContainText("May not sign in");

    // Whoever forgot is told whom to ask, where no mail is sent.
    await rin.getByRole("link", { name: "Forgotten your password?" }).click();
    await expect(main(rin)).toContainText("Your administrator can make a link for you");
    if (javaScriptEnabled) await audit(rin);
    await fitsNarrow(rin);
  } finally {
    await context.close();
    await own.stop();
  }
});
