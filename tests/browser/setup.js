// Before the tests: the demo's older quarters are approved, and their weeks locked. Those in which tests
// enter numbers are opened again, as a manager would.
import { chromium } from "@playwright/test";
import { launchOptions } from "./chromium.js";
import { signIn } from "./house.js";

const QUARTERS = [
  "2020-Q1", "2020-Q4", "2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4", "2022-Q1", "2022-Q2", "2022-Q3",
  "2024-Q3",
];

export default async function reopen() {
  const browser = await chromium.launch(launchOptions);
  const page = await browser.newPage({ baseURL: process.env.BASE_URL });
  await signIn(page, "manager");
  for (const quarter of QUARTERS) {
    await page.goto(`/services/demo/approve/${quarter}`);
    const again = page.getByRole("button", { name: /^Reopen / });
    // A demo that was tested before has them open.
    if (!(await again.isVisible())) continue;
    await page.getByLabel("Why it is opened again").fill("Numbers are corrected here");
    await again.click();
    await page.getByText("was opened again").first().waitFor();
  }
  await browser.close();
}
