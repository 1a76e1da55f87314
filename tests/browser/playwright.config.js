// The server is started by `cargo xtask test browser`.
import { defineConfig } from "@playwright/test";
import { launchOptions } from "./chromium.js";

const chromium = { browserName: "chromium", launchOptions };

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.js",
  outputDir: "results",
  fullyParallel: false,
  // One after the other: they share the accounts of one demo.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [["list"]],
  // Only guards against hanging.
  timeout: 180_000,
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
