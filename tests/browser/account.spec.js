// One's own account, and the second step of signing in: set up with a real code, passed, turned off.
import { createHmac } from "node:crypto";

import { accounts, audit, expect, fitsNarrow, signIn, test, typeIn } from "./house.js";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const main = (page) => page.getByRole("main");

/** The code that an app shows so many steps of half a minute from now (RFC 6238). */
function code(secret, ahead = 0) {
  const bits = [...secret.replaceAll(" ", "")]
    .map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function typePassword(page, { email, password }) {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("a second step is set up, asked for, and turned off", async ({ page, javaScriptEnabled }) => {
  await signIn(page, "trustee", { anew: true });
  await page.getByRole("banner").getByRole("link", { name: "Priya" }).click();
  await expect(page).toHaveURL(/\/account$/);
  await page.getByRole("link", { name: "Set up a second step" }).click();
  await expect(page.getByRole("img", { name: "The secret as a picture" })).toBeVisible();
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
  const secret = await page.locator(".secret code").textContent();

  // A wrong code: said at the field, and the secret stays, for the phone has it already.
  await page.getByLabel("Code").fill("000000");
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.locator(".secret code")).toHaveText(secret);
  await page.getByRole("alert").getByRole("link").click();
  await expect(page.getByLabel("Code")).toBeFocused();
  await page.getByLabel("Code").fill(code(secret));
  await page.getByLabel("Code").press("Enter");
  await expect(page.getByRole("status")).toContainText("Your second step is on.");
  await expect(page.locator(".recovery-codes li")).toHaveCount(10);
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
  const recovery = await page.locator(".recovery-codes code").first().textContent();

  // The next sign-in asks for a code; that one was used.
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByText("You have signed out.")).toBeVisible();
  await typePassword(page, accounts.trustee);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Type the code from your app");
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
  await page.getByLabel("Code").fill(recovery);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "Sign out", exact: true })).toBeVisible();
  await page.goto("/account/second-step");
  await expect(main(page)).toContainText("You have 9 recovery codes left.");
  if (javaScriptEnabled) await audit(page);

  await page.getByRole("button", { name: "Turn it off" }).click();
  await expect(page.getByRole("status")).toContainText("Your second step is off.");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByText("You have signed out.")).toBeVisible();
  await typePassword(page, accounts.trustee);
  await expect(page.getByRole("button", { name: "Sign out", exact: true })).toBeVisible();
});

test("the page of one's account is accessible, and says what is wrong with a password", async ({
  page,
  javaScriptEnabled,
}) => {
  await signIn(page, "staff");
  await page.goto("/account");
  await expect(main(page)).toContainText("You are staff of");
  await expect(page.getByRole("cell", { name: "This one" })).toHaveCount(1);
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
  await page.getByLabel("Present password").fill("wrong");
  await page.getByLabel("New password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByRole("alert").getByRole("link", { name: /Use 15 or more/ }).click();
  await expect(page.getByLabel("New password", { exact: true })).toBeFocused();
  await expect(page.getByLabel("Present password")).toHaveValue("");
  if (javaScriptEnabled) await audit(page);
});

test("signing out everywhere else ends the other browser at its next click", async ({ page, browser }) => {
  // Somebody whose sessions no other test keeps.
  const rin = { email: "rin@demo.example", password: "somewhere-else-entirely" };
  const server = process.env.BASE_URL;
  await typeIn(page, server, rin);
  const other = await browser.newContext({ javaScriptEnabled: false });
  const there = await other.newPage();
  await typeIn(there, server, rin);
  await there.goto("/account");
  await there.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(there.getByRole("status")).toContainText("You are signed out everywhere else.");
  await other.close();
  await page.goto("/");
  await expect(page.getByLabel("Password")).toBeVisible();
});
