import { defineConfig } from "playwright/test"
import { findChromium } from "../scripts/check/chromium"
import { readStack } from "../scripts/check/stack"

const executablePath = findChromium() ?? undefined
const root = process.getuid?.() === 0

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../.test/e2e/results",
  globalSetup: "./global-setup.ts",
  workers: 2,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: "../.test/e2e/report.json" }]],
  use: {
    // Known to the workers, which read this file again after the set-up.
    baseURL: process.env.TENANTRY_STACK ? readStack().baseUrl : undefined,
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Pacific/Auckland",
    // A trace of every test would cost a fifth of the time: `--trace on` for the one that is looked into.
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      args: [
        ...(root ? ["--no-sandbox"] : []),
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
})
