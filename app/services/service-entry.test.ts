import { expect, test } from "vitest"
import { NEW_SERVICE_ENTRY, SERVICE_ENTRY } from "@/app/services/service-entry"
import { formErrorsOf } from "@/web/members/form-errors"

const TENANT = "0b3ea233-5ffc-41ea-88fe-04e77a4957ef"
const ENTERED = {
  name: " Nightly export ",
  reach: "chosen",
  tenantIds: TENANT,
  networks: "203.0.113.0/24\n198.51.100.7",
  expiresAt: "2027-02-19T10:59:59.000Z",
}

test("what a form sends becomes settings", () => {
  expect(SERVICE_ENTRY.parse(ENTERED)).toEqual({
    name: "Nightly export",
    reach: "chosen",
    tenantIds: [TENANT],
    networks: ["203.0.113.0/24", "198.51.100.7/32"],
    rights: [],
    expiresAt: "2027-02-19T10:59:59.000Z",
  })
  const all = SERVICE_ENTRY.parse({
    ...ENTERED,
    reach: "all",
    tenantIds: "",
    networks: "",
    import_tokens: "on",
    expiresAt: "never",
  })
  expect(all).toMatchObject({ reach: "all", tenantIds: [], networks: [], expiresAt: null })
  expect(all.rights).toEqual(["import_tokens"])
})

test.each([
  ["name", " ", "This must not be empty."],
  ["tenantIds", "", "This must hold at least one organisation."],
  [
    "networks",
    "10.0.0.0/8\n10.0.0.0/99",
    "This holds “10.0.0.0/99” in line 2, which is not a network such as 203.0.113.0/24.",
  ],
  ["networks", "10.0.0.1\n".repeat(3) + lines(21), "This must hold 20 networks or fewer."],
  ["expiresAt", "", "This must be a date."],
])("a wrong %s is reported at its field", (field, entered, mistake) => {
  const { error } = SERVICE_ENTRY.safeParse({ ...ENTERED, [field]: entered })
  expect(error && formErrorsOf(error)).toEqual({ [field]: mistake })
})

test("all errors are reported at once", () => {
  const wrong = { ...ENTERED, name: "", tenantIds: "", networks: "office", expiresAt: "" }
  const { error } = SERVICE_ENTRY.safeParse(wrong)
  expect(Object.keys(error ? formErrorsOf(error) : {}).sort()).toEqual([
    "expiresAt",
    "name",
    "networks",
    "tenantIds",
  ])
})

test("a new service does not begin expired; an old one may be left so", () => {
  const past = { ...ENTERED, expiresAt: "2020-01-01T00:00:00Z" }
  expect(SERVICE_ENTRY.safeParse(past).success).toBe(true)
  const { error } = NEW_SERVICE_ENTRY.safeParse(past)
  expect(error && formErrorsOf(error)).toEqual({ expiresAt: "This must be in the future." })
})

function lines(count: number): string {
  return Array.from({ length: count }, (_, at) => `10.1.${at}.0/24`).join("\n")
}
