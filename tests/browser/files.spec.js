import { readFileSync } from "node:fs";
import { audit, expect, fitsNarrow, signIn, test } from "./house.js";

const TRENDS = "/services/demo/trends";

/** The links under the chart of a line. */
function take(page, line) {
  return page.locator(`section[id="${line}"]`).locator(".take a");
}

test("under every chart stand its picture, its numbers and its workbook", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(`${TRENDS}?rules=nhs`);
  const charts = await page.locator("section.trend").count();
  expect(charts).toBeGreaterThanOrEqual(4);
  await expect(page.locator(".take")).toHaveCount(charts);
  await expect(take(page, "calls-answered")).toHaveText([
    "SVG: Calls answered",
    "PNG: Calls answered",
    "CSV: Calls answered",
    "Excel: Calls answered",
  ]);
  for (const link of await page.locator(".take a").all()) {
    const answer = await page.request.get(await link.getAttribute("href"));
    expect(answer.status()).toBe(200);
    expect(answer.headers()["content-disposition"]).toMatch(
      /^attachment; filename="demo-[a-z-]+-\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d-nhs-rules\.(svg|png|csv|xlsx)"$/,
    );
    expect(answer.headers()["x-content-type-options"]).toBe("nosniff");
  }
});

test("a link saves the file and the page stays", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(`${TRENDS}?quarter=2018-Q4`);
  const start = {
    SVG: Buffer.from("<?xml "),
    PNG: Buffer.from([0x89, 0x50, 0x4e, 0x47]),
    CSV: Buffer.from("\ufeffweek,weeks,state,count,"),
    Excel: Buffer.from("PK"),
  };
  const ending = { SVG: "svg", PNG: "png", CSV: "csv", Excel: "xlsx" };
  for (const [name, bytes] of Object.entries(start)) {
    const [saved] = await Promise.all([
      page.waitForEvent("download"),
      take(page, "calls-answered").filter({ hasText: name }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe(
      `demo-calls-answered-2018-01-01-to-2019-03-31.${ending[name]}`,
    );
    const file = readFileSync(await saved.path());
    expect(file.subarray(0, bytes.length).equals(bytes), name).toBe(true);
  }
  await expect(page).toHaveURL(/quarter=2018-Q4/);
});

test("the drawing stands alone: nothing outside it is asked for, and no letter lies over another", async ({
  page,
  javaScriptEnabled,
}) => {
  test.skip(!javaScriptEnabled, "measures in the page");
  await signIn(page, "manager");
  const answer = await page.request.get(
    "/services/demo/files/calls-answered.svg?weeks=all",
  );
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.setContent(`<body style="margin:0">${(await answer.text()).replace(/^<\?xml.*?\?>/, "")}</body>`);
  await expect(page.locator("svg > title")).not.toHaveText("Calls answered");
  const over = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll("tspan, g:not([stroke]) > text")].map((text) => ({
      says: text.textContent,
      box: text.getBoundingClientRect(),
    }));
    const [width, height] = ["width", "height"].map((side) =>
      Number(document.querySelector("svg").getAttribute(side)),
    );
    const found = [];
    boxes.forEach((one, n) => {
      if (one.box.left < 0 || one.box.right > width || one.box.bottom > height) {
        found.push(`${one.says} is cut off`);
      }
      for (const two of boxes.slice(n + 1)) {
        const wide = Math.min(one.box.right, two.box.right) - Math.max(one.box.left, two.box.left);
        const high = Math.min(one.box.bottom, two.box.bottom) - Math.max(one.box.top, two.box.top);
        // Boxes hold the space above and below the letters: neighbouring lines share a little.
        if (wide > 1 && high > 5) found.push(`${one.says} over ${two.says}`);
      }
    });
    return found;
  });
  expect(over).toEqual([]);
  expect(asked.filter((url) => !url.startsWith("about:"))).toEqual([]);
});

test("a copied table is a table of plain numbers", async ({ page, context, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "reads the clipboard in the page");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, "manager");
  await page.goto(`${TRENDS}?quarter=2018-Q4`);
  const section = page.locator('section[id="website-visits"]');
  await section.locator("summary").click();
  const { rows, html } = await copy(page, section.locator("table"));
  expect(rows[0]).toEqual([
    "Week of Monday",
    "Website visits",
    "Open days",
    "Normal week",
    "Lower limit",
    "Centre",
    "Upper limit",
    "Remarks",
  ]);
  const number = /^(\d{1,3}(,\d{3})*(\.\d+)?)?$/;
  const states = ["not entered", "closed", "not collected"];
  expect(rows.length).toBeGreaterThan(60);
  for (const [week, count, ...rest] of rows.slice(1)) {
    expect(week).toMatch(/^\d{1,2} [A-Z][a-z]+ \d{4}$/);
    expect(number.test(count) || states.includes(count), count).toBe(true);
    for (const cell of rest.slice(0, 5)) expect(cell).toMatch(number);
  }
  expect(html).toContain("<table");
  expect(html.match(/<tr/g).length).toBe(rows.length);
  // Some spreadsheets take a linked number for text.
  expect(html).not.toContain("<a ");
});

test("copied tables of Compare hold one number a cell", async ({ page, context, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "reads the clipboard in the page");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, "manager");
  await page.goto("/services/demo/compare?quarter=2018-Q4");
  const lines = (await copy(page, page.locator("main table").first())).rows;
  expect(lines[0].slice(1, 4)).toEqual(["October to December 2018, a week", "January to March 2019, a week", "Change"]);
  for (const [, before, now, change] of lines.slice(1)) {
    for (const rate of [before, now]) expect(rate).toMatch(/^\d{1,3}(,\d{3})*(\.\d)?$/);
    expect(change).toMatch(/^([+-]\d+%|less than 1%)$/);
  }
  // Two rows of headings.
  const [, heads, ...parts] = (await copy(page, page.locator("main table").nth(1))).rows;
  expect(heads).toHaveLength(9);
  expect(parts).toHaveLength(4);
  for (const row of parts) {
    expect(row).toHaveLength(9);
    for (const percent of [row[1], row[4]]) expect(percent).toMatch(/^\d+%$/);
    for (const range of [row[2], row[5]]) expect(range).toMatch(/^\d+% to \d+%$/);
    expect(row[7]).toMatch(/^([+-]\d+|less than 1)$/);
  }
});

/** What the clipboard holds of a table that was selected and copied. */
async function copy(page, table) {
  await table.evaluate((table) => getSelection().selectAllChildren(table.parentElement));
  await page.keyboard.press("Control+C");
  const { html, plain } = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const of = async (type) => (await item.getType(type)).text();
    return { html: await of("text/html"), plain: await of("text/plain") };
  });
  // A last cell may be empty: its tab counts.
  const rows = plain.replace(/\n$/, "").split("\n").map((row) => row.replace("\r", "").split("\t"));
  return { rows, html };
}

/** The sheets a page is printed on. */
async function sheets(page) {
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  const boxes = pdf.match(/\/MediaBox\s*\[[^\]]*\]/g) ?? [];
  const sizes = boxes.map((box) => box.match(/[\d.]+/g).map(Number).slice(2).map(Math.round));
  return { count: (pdf.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length, sizes };
}

test("each chart is printed whole, an opened table with it", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(`${TRENDS}?quarter=2018-Q4`);
  const closed = await sheets(page);
  const charts = await page.locator("section.trend").count();
  // One sheet a chart: none is split.
  expect(closed.count).toBe(charts);
  await page.locator('section[id="calls-answered"] summary').click();
  const opened = await sheets(page);
  expect(opened.count).toBeGreaterThan(closed.count);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".take").first()).toBeHidden();
  await expect(page.locator('section[id="calls-answered"] table')).toBeVisible();
  await expect(page.locator('section[id="website-visits"] table')).toBeHidden();
});

for (const path of [
  TRENDS,
  `${TRENDS}/calls-answered`,
  "/services/demo/compare?quarter=2018-Q4",
  "/services/demo/compare?quarter=2026-Q1&with=weeks",
  "/services/demo/compare?first=2019-01-07&last=2019-02-25&with-first=2018-03-05&with-last=2018-12-17",
  "/services/demo/compare?first=2019-01-07&last=2019-12-30&with-first=2018-01-01&with-last=2018-12-24",
  "/overview",
  "/overview?show=signals",
  "/services/demo/signals",
  "/services/demo/events",
]) {
  test(`${path} is printed on A4 landscape and nothing is cut off`, async ({ page }) => {
    await signIn(page, "manager");
    await page.goto(path);
    const { sizes } = await sheets(page);
    expect(sizes.length).toBeGreaterThan(0);
    for (const size of sizes) expect(size).toEqual([842, 595]);
    // As wide as a sheet less its margins: 269 mm.
    await page.setViewportSize({ width: 1017, height: 688 });
    await page.emulateMedia({ media: "print" });
    const wider = await page.evaluate(() =>
      [...document.querySelectorAll("main, main table, main svg")]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.outerHTML.slice(0, 80)),
    );
    expect(wider).toEqual([]);
    await expect(page.locator("main .no-print:visible")).toHaveCount(0);
    // Heads stand again on each sheet: nothing around a table keeps it in one piece to be scrolled.
    const heads = await page.evaluate(() =>
      [...document.querySelectorAll("main thead")]
        .filter((head) => head.checkVisibility())
        .filter((head) => getComputedStyle(head).display !== "table-header-group" || getComputedStyle(head.closest(".scroll") ?? head).overflowX !== "visible")
        .map((head) => head.textContent),
    );
    expect(heads).toEqual([]);
  });
}

test("the quarter stays on an upright sheet", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto("/services/demo/quarter/2018-Q4");
  for (const size of (await sheets(page)).sizes) expect(size).toEqual([595, 842]);
});

test("it is accessible and fits a phone", async ({ page, javaScriptEnabled }) => {
  await signIn(page, "manager");
  await page.goto(TRENDS);
  const named = page.locator("svg.c[role=img]").first();
  // A picture is named by what it shows, not by what it is.
  await expect(named.locator("title")).toHaveText(/above|below|rose|fell|risen|fallen|close|No clear change|no verdict/);
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
});
