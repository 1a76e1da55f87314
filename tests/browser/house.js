// What every browser test shares: accounts, signing in, a silent console, the accessibility audit.
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";

/** The demo's accounts, by role. */
export const accounts = JSON.parse(process.env.ACCOUNTS ?? "{}");

/** Like Playwright's `test`; fails when a page said anything on the console or broke its policy. */
export const test = base.extend({
  page: async ({ page }, use) => {
    const said = [];
    page.on("console", (message) => {
      // A form that comes back with 422, a line that is cut and a server that is gone are what
      // several tests ask for.
      const asked =
        /status of 4\d\d|ERR_(INTERNET_DISCONNECTED|CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE)/;
      if (!asked.test(message.text())) {
        said.push(`${message.type()}: ${message.text()}`);
      }
    });
    page.on("pageerror", (error) => said.push(`error: ${error.message}`));
    await use(page);
    expect(said, "the console stays silent").toEqual([]);
  },
});

export { expect };

/** Sessions that were begun before, by role. */
const sessions = new Map();

/**
 * Is signed in as the demo's account of that role: with the session of an earlier test, or, where
 * `anew`, through the form.
 */
export async function signIn(page, role, { anew = false } = {}) {
  if (sessions.has(role) && !anew) {
    await page.context().addCookies(sessions.get(role));
    return;
  }
  await typeIn(page, "", accounts[role]);
  if (!anew) sessions.set(role, await page.context().cookies());
}

/** Signs in through the form of the server at that address, until it is done. */
export async function typeIn(page, server, { email, password }) {
  const out = page.getByRole("button", { name: "Sign out" });
  await expect(async () => {
    await page.goto(`${server}/sign-in`);
    await page.getByLabel("Email address").fill(email);
    await page.getByLabel("Password").fill(password);
    const button = page.getByRole("button", { name: "Sign in" });
    await Promise.all([page.waitForEvent("load"), button.click()]);
    // An account that was just tried is asked to wait some seconds: tried again then.
    expect(await out.isVisible()).toBe(true);
  }).toPass();
}

/** No fault by WCAG 2.2 A and AA: light, dark, 320 px wide, as printed. Needs scripting. */
export async function audit(page) {
  const views = {
    light: () => page.emulateMedia({ colorScheme: "light", media: "screen" }),
    dark: () => page.emulateMedia({ colorScheme: "dark", media: "screen" }),
    narrow: async () => {
      await page.emulateMedia({ colorScheme: "light", media: "screen" });
      await page.setViewportSize({ width: 320, height: 800 });
    },
    print: async () => {
      await page.setViewportSize({ width: 1160, height: 900 });
      await page.emulateMedia({ colorScheme: "light", media: "print" });
    },
  };
  for (const [name, view] of Object.entries(views)) {
    await view();
    const { violations } = await new AxeBuilder({ page })
      // Faults alone are told node by node, and no page of ours has frames: both only save time.
      .options({ resultTypes: ["violations"] })
      .setLegacyMode(true)
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
      // Nobody presses what is on paper.
      .disableRules(name === "print" ? ["target-size"] : [])
      .analyze();
    const faults = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
    );
    expect(faults, `accessibility, ${name}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light", media: "screen" });
}

/** Nothing on the page is wider than the window (tables scroll inside their own region). */
export async function fitsNarrow(page) {
  await page.setViewportSize({ width: 320, height: 800 });
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wider, "no sideways scroll at 320 px").toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1160, height: 900 });
}

/** Waits until the grid of a week is awake, which it is when it is about to be used. */
export async function awake(page) {
  await page.mouse.move(30, 30);
  await page.mouse.move(40, 40);
  await expect(page.locator("form#week.awake")).toBeVisible();
}

/** Submits the week, with scripting after what would change was listed, and waits for the answer. */
export async function submitWeek(page) {
  const answered = page.waitForEvent("load");
  await page.getByRole("button", { name: "Submit week" }).click();
  const confirm = page.getByRole("dialog").getByRole("button", { name: "Submit" });
  if (await confirm.isVisible()) {
    const why = page.getByLabel("Why are submitted numbers changing?");
    if (await why.isVisible()) await why.fill("Counted again");
    await confirm.click();
  }
  await answered;
}
