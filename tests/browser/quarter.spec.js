import { audit, expect, fitsNarrow, signIn, test } from "./house.js";

const FOUNDING = "/services/demo/quarter/2018-Q4";

test("a trustee reads the founding sentence", async ({ page }) => {
  await signIn(page, "trustee");
  await page.goto(FOUNDING);
  const main = page.getByRole("main");
  await expect(main).toContainText("Calls rose 25%");
  await expect(main).toContainText("Website visits rose 40%");
  await expect(main).toContainText(
    "Two in five (40%) of the 1,450 contacts with a known answer came before an offence",
  );
  await expect(main).toContainText("January to March 2019");
});

test("no script is sent, and every chart has its table", async ({ page }) => {
  await signIn(page, "trustee");
  const answer = await page.goto(FOUNDING);
  expect(answer.headers()["content-security-policy"]).toContain("script-src 'none'");
  await expect(page.locator("script")).toHaveCount(0);
  await expect(page.locator("svg[role=img]")).toHaveCount(3);
  const tables = await page.getByRole("main").locator("table").count();
  expect(tables).toBeGreaterThanOrEqual(2);
});

test("a screen reader says it in the order in which it is read", async ({ page }) => {
  await signIn(page, "trustee");
  await page.goto(FOUNDING);
  const said = await page.getByRole("main").ariaSnapshot();
  let from = 0;
  for (const part of [
    "January to March 2019 · Q4 2018/19",
    'heading "Calls rose by a quarter and website visits by two-fifths" [level=1]',
    "Calls rose 25% on October to December 2018",
    "Website visits rose 40% on October to December 2018",
    "Two in five (40%) of the 1,450 contacts",
    "1,600 calls",
    "Rose 25%",
    'img "Calls answered',
    "327,600 visits",
    'img "Website visits',
    "40% before an offence",
    'img "Share before an offence',
    "had no answer recorded",
    'heading "All channels"',
    'heading "Contacts before and after an offence"',
    'heading "How to read this"',
    'heading "Other quarters"',
  ]) {
    const at = said.indexOf(part, from);
    expect(at, `${part} after what stands above it`).toBeGreaterThanOrEqual(from);
    from = at + part.length;
  }
});

test("it prints on one page of A4, and what belongs to its edition on the next", async ({ page }) => {
  await signIn(page, "trustee");
  await page.goto(FOUNDING);
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
  expect(pages.length).toBe(2);
});

test("each number is taken away with its chart, and the links stay off paper", async ({ page }) => {
  await signIn(page, "trustee");
  await page.goto(FOUNDING);
  const links = page.getByRole("link", { name: /: Calls answered$/ });
  await expect(links).toHaveText(["SVG: Calls answered", "PNG: Calls answered", "CSV: Calls answered", "Excel: Calls answered"]);
  for (const [name, file] of [["SVG", "1.svg"], ["PNG", "1.png"], ["CSV", "1.csv"], ["Excel", "1.xlsx"]]) {
    const waiting = page.waitForEvent("download");
    await links.filter({ hasText: name }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe(`demo-quarter-2018-Q4-edition-1-number-${file}`);
    expect(await download.failure()).toBeNull();
  }
  await page.emulateMedia({ media: "print" });
  await expect(links.first()).toBeHidden();
});

test("the page before and the page after are a click away", async ({ page }) => {
  await signIn(page, "trustee");
  await page.goto(FOUNDING);
  await page.getByRole("link", { name: /October to December 2018/ }).first().click();
  await expect(page).toHaveURL(/2018-Q3$/);
  await page.goBack();
  await expect(page).toHaveURL(/2018-Q4$/);
});

test("it is accessible and fits a phone", async ({ page, javaScriptEnabled }) => {
  await signIn(page, "trustee");
  for (const path of [FOUNDING, "/", "/services/demo/about"]) {
    await page.goto(path);
    await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toHaveCount(1);
    if (javaScriptEnabled) await audit(page);
    await fitsNarrow(page);
  }
});
