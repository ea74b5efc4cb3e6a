import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { sandboxControl } from "@/sandbox/control"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { startSandbox } from "@/sandbox/start-sandbox"
import { callApi, connect } from "@/sandbox/testing/app-client"

const sandbox = await startSandbox()
const control = sandboxControl(sandbox.apiUrl)
beforeEach(() => control.reset())
afterAll(() => sandbox.close())

async function connectAlice(choose: string): Promise<string> {
  const { body } = await connect(sandbox, { xeroUserId: XERO_USERS.alice, choose })
  return String(body.access_token)
}

async function problemOf(answer: Response): Promise<Record<string, unknown>> {
  const body = (await answer.json()) as Record<string, unknown>
  expect(body.Instance).toMatch(/^[0-9a-f-]{36}$/)
  return body
}

describe("an access token", () => {
  test("past its 30 minutes is answered 401 TokenExpired with the time", async () => {
    const accessToken = await connectAlice(TENANTS.mapleFlorist)
    await control.setClock(1795)
    expect((await callApi(sandbox, "/connections", { accessToken })).status).toBe(200)
    await control.setClock(1801)
    const answer = await callApi(sandbox, "/connections", { accessToken })
    expect(answer.status).toBe(401)
    const { Type, Title, Status, Detail } = await problemOf(answer)
    expect({ Type, Title, Status }).toEqual({ Type: null, Title: "Unauthorized", Status: 401 })
    expect(Detail).toMatch(/^TokenExpired: token expired at \d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d$/)
  })

  test("that was mangled or is missing is answered 401", async () => {
    const accessToken = await connectAlice(TENANTS.mapleFlorist)
    const mangled = `${accessToken.slice(0, -6)}AAAAAA`
    for (const bad of [mangled, "garbage"]) {
      const answer = await callApi(sandbox, "/connections", { accessToken: bad })
      expect(answer.status).toBe(401)
      expect((await problemOf(answer)).Detail).toBe("TokenInvalidSignature")
    }
    expect((await fetch(`${sandbox.apiUrl}/connections`)).status).toBe(401)
  })

  test("is refused in lower case too, when the sandbox is told", async () => {
    await control.setOptions({ problemCase: "lower" })
    const answer = await callApi(sandbox, "/connections", { accessToken: "garbage" })
    expect(await answer.json()).toMatchObject({ title: "Unauthorized", status: 401 })
  })
})

describe("the Organisation endpoint", () => {
  async function read(accessToken: string, tenantId: string | null): Promise<Response> {
    const headers: Record<string, string> = tenantId === null ? {} : { "xero-tenant-id": tenantId }
    return callApi(sandbox, "/api.xro/2.0/Organisation", { accessToken, headers })
  }

  test("answers for a connected tenant, with what is left of the limits", async () => {
    const accessToken = await connectAlice(TENANTS.script)
    const answer = await read(accessToken, TENANTS.script)
    expect(answer.status).toBe(200)
    expect(answer.headers.get("x-daylimit-remaining")).toMatch(/^\d+$/)
    expect(answer.headers.get("x-minlimit-remaining")).toMatch(/^\d+$/)
    expect(answer.headers.get("x-appminlimit-remaining")).toMatch(/^\d+$/)
    expect(await answer.json()).toMatchObject({
      Organisations: [
        { Name: '<script>alert("x")</script> Pty Ltd', OrganisationID: TENANTS.script },
      ],
    })
  })

  test("is 403 without a tenant, for another's, and after a disconnect", async () => {
    const accessToken = await connectAlice(TENANTS.mapleFlorist)
    await control.disconnect({ tenantId: TENANTS.mapleFlorist })
    for (const tenantId of [null, TENANTS.sakura, TENANTS.mapleFlorist]) {
      const answer = await read(accessToken, tenantId)
      expect(answer.status).toBe(403)
      const { Title, Detail } = await problemOf(answer)
      expect({ Title, Detail }).toEqual({
        Title: "Forbidden",
        Detail: "AuthenticationUnsuccessful",
      })
    }
  })

  test("is 401 AuthorizationUnsuccessful without the scope", async () => {
    const { body } = await connect(sandbox, {
      xeroUserId: XERO_USERS.alice,
      choose: TENANTS.mapleFlorist,
      extra: { scope: "offline_access accounting.contacts.read" },
    })
    const answer = await read(String(body.access_token), TENANTS.mapleFlorist)
    expect(answer.status).toBe(401)
    expect((await problemOf(answer)).Detail).toBe("AuthorizationUnsuccessful")
  })
})

test("userinfo answers for the Xero user", async () => {
  const accessToken = await connectAlice(TENANTS.mapleFlorist)
  const headers = { authorization: `Bearer ${accessToken}` }
  const answer = await fetch(`${sandbox.issuer}/connect/userinfo`, { headers })
  expect(await answer.json()).toMatchObject({ xero_userid: XERO_USERS.alice, given_name: "Alice" })
  expect((await fetch(`${sandbox.issuer}/connect/userinfo`)).status).toBe(401)
})
