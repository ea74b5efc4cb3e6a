import { defineConfig } from "playwright/test"
import { findChromium } from "@/scripts/check/chromium"
import { readStack } from "@/scripts/check/stack"

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
    // Workers read this file again after the set-up and then know the address.
    baseURL: process.env.TENANTRY_STACK ? readStack().baseUrl : undefined,
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Pacific/Auckland",
    // Traces of all tests would take a fifth of the time: use `--trace on` for the test you look into.
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
