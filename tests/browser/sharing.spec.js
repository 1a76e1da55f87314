// Links for readers without an account, with and without scripting.
import { audit, expect, fitsNarrow, signIn, test } from "./house.js";

const EDITION = "/services/demo/quarter/2018-Q4/edition/1";
const main = (page) => page.getByRole("main");

test("a link shows the founding sentence to somebody without an account, until it is ended", async ({
  page,
  browser,
  javaScriptEnabled,
}) => {
  const label = `Annual report, scripting ${javaScriptEnabled ? "on" : "off"}`;
  await signIn(page, "manager");
  await page.goto(EDITION);
  await page.getByRole("link", { name: "Share it outside" }).click();
  await expect(page.getByLabel("Quarter")).toHaveValue("2018-Q4/1");
  await page.getByLabel("Days that it works").fill("400");
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(page.getByRole("alert")).toContainText("Say what the link is for");
  await expect(page.getByRole("alert")).toContainText("Give a number of days from 1 to 365.");
  await page.getByLabel("What the link is for").fill(label);
  await page.getByLabel("Days that it works").fill("7");
  if (javaScriptEnabled) await audit(page);
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = await page.getByLabel("The link", { exact: true }).inputValue();

  const outside = await browser.newContext({ javaScriptEnabled });
  const reader = await outside.newPage();
  await reader.goto(link);
  await expect(reader).toHaveURL("/shared");
  for (const said of [
    "Calls rose 25% on October to December 2018",
    "Website visits rose 40% on October to December 2018",
    "Two in five (40%) of the 1,450 contacts with a known answer came before an offence",
  ]) {
    await expect(main(reader)).toContainText(said);
  }
  await expect(reader.locator("script")).toHaveCount(0);
  await expect(reader.locator("svg[role=img]")).toHaveCount(3);
  if (javaScriptEnabled) await audit(reader);
  await fitsNarrow(reader);
  const [file] = await Promise.all([
    reader.waitForEvent("download"),
    reader.getByRole("link", { name: "CSV" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("demo-quarter-2018-Q4-edition-1-shared.csv");

  await page.goto("/services/demo/sharing");
  const row = page.getByRole("row", { name: new RegExp(label) });
  await expect(row.getByRole("cell").nth(2)).toHaveText("1");
  await row.getByRole("button", { name: /^End it now/ }).click();
  await expect(page.getByRole("row", { name: new RegExp(label) })).toContainText("Ended at");
  await fitsNarrow(page);
  const answer = await reader.goto("/shared");
  expect(answer.status()).toBe(404);
  await expect(main(reader)).toContainText("This link does not work");
  await outside.close();
});
