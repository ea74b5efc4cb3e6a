import { expect, test } from "vitest"
import { requireSettings } from "./require-settings"

test.each([
  [{}, { APP_URL: "http://localhost:3000" }],
  [{ APP_URL: " ", DATA_DIR: "", DATABASE_URL: " " }, { APP_URL: "http://localhost:3000" }],
  [
    { APP_URL: "https://tenantry.example/", DATA_DIR: " data " },
    { APP_URL: "https://tenantry.example", DATA_DIR: "data" },
  ],
  [
    { OWNER_EMAIL: "Olive@Tenantry.example" },
    { APP_URL: "http://localhost:3000", OWNER_EMAIL: "olive@tenantry.example" },
  ],
])("a command that is given %j has %j: what is blank is not set", (source, settings) => {
  expect(requireSettings(source)).toEqual(settings)
})

test("the owner that a command makes has an e-mail address, as one of a start has", () => {
  expect(() => requireSettings({ OWNER_EMAIL: "olive" })).toThrow("OWNER_EMAIL must be an e-mail")
})
