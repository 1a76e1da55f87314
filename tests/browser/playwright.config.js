// `cargo xtask test browser` runs shares of each project, each with a demo and a server of its own.
import { defineConfig } from "@playwright/test";
import { launchOptions } from "./chromium.js";

const chromium = { browserName: "chromium", launchOptions };

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.js",
  outputDir: "results",
  fullyParallel: false,
  // One after the other: the specs of a run share the accounts of one demo.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [["list"]],
  // They only guard against hanging: a slow machine is no fault of a page.
  timeout: 600_000,
  expect: { timeout: 20_000 },
  use: {
    actionTimeout: 20_000,
    baseURL: process.env.BASE_URL,
    locale: "en-GB",
    timezoneId: "Europe/London",
  },
  projects: [
    { name: "scripting on", use: { ...chromium, javaScriptEnabled: true } },
    { name: "scripting off", use: { ...chromium, javaScriptEnabled: false } },
  ],
});
