import { beforeAll, expect, it } from "vitest"
import { askToken, createTestService, type Door, formOf, openDoor } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()
let door: Door
beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  door = await openDoor(testEnv)
})

it("hands out the live access token of an organisation, never a refresh token", async () => {
  const service = await createTestService(testEnv, { tenantIds: [TENANTS.mapleFlorist] })
  const { status, headers, body } = await askToken(door, {
    ...formOf(service),
    resource: TENANTS.mapleFlorist,
  })
  expect(status).toBe(200)
  expect(headers.get("cache-control")).toBe("no-store")
  expect(body).toEqual({
    access_token: expect.stringMatching(/^eyJ/),
    token_type: "Bearer",
    expires_in: expect.any(Number),
    scope: expect.stringContaining("accounting.settings.read"),
    tenant_id: TENANTS.mapleFlorist,
    tenant_name: "Maple Florist",
  })
  expect(body.expires_in).toBeGreaterThan(1_700)
  const organisation = await fetch(`${testEnv.sandbox.apiUrl}/api.xro/2.0/Organisation`, {
    headers: {
      authorization: `Bearer ${body.access_token}`,
      "xero-tenant-id": TENANTS.mapleFlorist,
    },
  })
  expect(organisation.status).toBe(200)
})

it("scopes that a service names are answered by what was granted: all, some with a warning, none not at all", async () => {
  const service = await createTestService(testEnv, { tenantIds: [TENANTS.mapleFlorist] })
  const ask = async (scope: string): Promise<object> => {
    const { status, body } = await askToken(door, { ...formOf(service), scope })
    return { status, ...body }
  }
  expect(await ask("OpenID accounting.settings.read")).not.toHaveProperty("warnings")
  expect(await ask("")).toMatchObject({ status: 200 })
  const some = await ask("openid payroll.payslip.read")
  expect(some).toMatchObject({
    status: 200,
    scope: expect.stringContaining("accounting.settings.read"),
    warnings: [{ code: "scopes_missing", detail: expect.stringContaining("payroll.payslip.read") }],
  })
  const serviceId = service.clientId
  const before = await testEnv.db.tokenFetch.count({ where: { serviceId } })
  expect(await ask("payroll.payslip.read files")).toMatchObject({
    status: 400,
    error: "invalid_scope",
    error_description: expect.stringContaining("payroll.payslip.read files"),
    error_uri: expect.stringContaining(`/organisations/${TENANTS.mapleFlorist}`),
  })
  expect(await testEnv.db.tokenFetch.count({ where: { serviceId } })).toBe(before)
  for (const malformed of ["openid  email", " openid", 'a"b', "a\\b", "ä", "a\tb"])
    expect(await ask(malformed)).toMatchObject({ status: 400, error: "invalid_scope" })
})
