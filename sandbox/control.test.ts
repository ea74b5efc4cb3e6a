import { request } from "node:http"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { sandboxControl } from "@/sandbox/control"
import { SANDBOX_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"
import { startSandbox } from "@/sandbox/start-sandbox"
import { callApi, connect, refresh } from "@/sandbox/testing/app-client"

const sandbox = await startSandbox()
const control = sandboxControl(sandbox.apiUrl)
beforeEach(() => control.reset())
afterAll(() => sandbox.close())

async function connectAs(xeroUserId: string, choose: string): Promise<string> {
  return String((await connect(sandbox, { xeroUserId, choose })).body.access_token)
}

async function namesOf(accessToken: string): Promise<string[]> {
  const answer = await callApi(sandbox, "/connections", { accessToken })
  return ((await answer.json()) as { tenantName: string }[]).map(({ tenantName }) => tenantName)
}

describe("the world that a test finds", () => {
  test("has at least four people and nine organisations, one shared, one only read", async () => {
    const { users, organisations } = await control.state()
    expect(users.length).toBeGreaterThanOrEqual(4)
    expect(organisations.length).toBeGreaterThanOrEqual(9)
    expect(users.every(({ email }) => email.endsWith(".example"))).toBe(true)
    const [alice, bjorn] = users
    expect(alice?.roles[TENANTS.mapleFlorist]).toBe("adviser")
    expect(bjorn?.roles[TENANTS.mapleFlorist]).toBe("standard")
    expect(alice?.roles[TENANTS.fjordAndFell]).toBe("readonly")
  })

  test("is back after a reset, whatever happened", async () => {
    const before = await control.state()
    const accessToken = await connectAs(XERO_USERS.alice, TENANTS.mapleFlorist)
    await control.rename({ tenantId: TENANTS.mapleFlorist, name: "Changed" })
    await control.setOptions({ graceVariant: "H6", supersede: false })
    await control.setSecrets(["other"])
    await control.setClock(5000)
    await control.addFault({ target: "api", kind: "status", times: 0 })
    await control.reset()
    const { now: _then, ...seed } = before
    expect(await control.state()).toMatchObject(seed)
    expect(await namesOf(accessToken)).toEqual([])
    await connectAs(XERO_USERS.alice, TENANTS.mapleFlorist)
  })
})

test("a disconnect from Xero's side leaves the refresh token alone", async () => {
  const alice = { xeroUserId: XERO_USERS.alice, choose: TENANTS.mapleFlorist }
  const { body } = await connect(sandbox, alice)
  await connectAs(XERO_USERS.bjorn, TENANTS.mapleFlorist)
  expect(
    await control.disconnect({ tenantId: TENANTS.mapleFlorist, xeroUserId: XERO_USERS.alice }),
  ).toEqual({ removed: 1 })
  expect((await control.state()).connections).toMatchObject([{ xeroUserId: XERO_USERS.bjorn }])
  const refreshed = await refresh(sandbox, body.refresh_token)
  expect(refreshed.status).toBe(200)
  expect(await namesOf(String(refreshed.body.access_token))).toEqual([])
})

test("a rename shows in /connections", async () => {
  const accessToken = await connectAs(XERO_USERS.alice, TENANTS.mapleFlorist)
  await control.rename({ tenantId: TENANTS.mapleFlorist, name: "Maple & Daughters" })
  expect(await namesOf(accessToken)).toEqual(["Maple & Daughters"])
})

test("who loses access to an organisation loses its connection and cannot connect it again", async () => {
  const lost = { xeroUserId: XERO_USERS.alice, tenantId: TENANTS.mapleFlorist }
  const accessToken = await connectAs(lost.xeroUserId, lost.tenantId)
  await control.removeAccess(lost)
  expect(await namesOf(accessToken)).toEqual([])
  await expect(connectAs(lost.xeroUserId, lost.tenantId)).rejects.toThrow("cannot connect")
})

test("a test can add people, organisations and connections", async () => {
  const xeroUserId = "7c9d1b80-3e4a-4d0e-8a55-1d2c3b4a9999"
  const tenantId = "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e9999"
  const connectionId = "9d2e4f10-77aa-4c55-9b3d-5f6a7b8c9999"
  await control.seed({
    organisations: [{ tenantId, name: "Extra Ltd" }],
    users: [
      {
        xeroUserId,
        givenName: "Eve",
        familyName: "Extra",
        email: "eve@extra.example",
        roles: { [tenantId]: "standard", [TENANTS.sakura]: "adviser" },
      },
    ],
    connections: [{ id: connectionId, xeroUserId, tenantId: TENANTS.sakura }],
  })
  expect((await control.state()).connections).toMatchObject([{ id: connectionId }])
  const accessToken = await connectAs(xeroUserId, tenantId)
  expect((await namesOf(accessToken)).sort()).toEqual(["Extra Ltd", "株式会社さくら"])
})

test("a test can add chains without a trip through the screens, as good as any", async () => {
  const scopes = ["openid", "profile", "accounting.settings.read", "offline_access"]
  const { chains } = await control.seed({
    connections: [{ xeroUserId: XERO_USERS.alice, tenantId: TENANTS.mapleFlorist }],
    chains: [{ xeroUserId: XERO_USERS.alice, scopes }],
  })
  const first = chains[0]?.refreshToken ?? ""
  const { body } = await refresh(sandbox, first)
  expect(await namesOf(String(body.access_token))).toEqual(["Maple Florist"])
  expect(String(body.scope).split(" ")).toEqual(scopes)
  expect(await control.isAlive(String(body.refresh_token))).toBe(true)
})

test("other redirect URIs can be registered while it runs", async () => {
  await control.setOptions({ redirectUris: ["http://localhost:9999/elsewhere"] })
  await expect(connectAs(XERO_USERS.alice, TENANTS.mapleFlorist)).rejects.toThrow(
    "Invalid redirect_uri",
  )
  await control.setOptions({
    redirectUris: ["http://localhost:9999/elsewhere", SANDBOX_CLIENT.redirectUri],
  })
  await connectAs(XERO_USERS.alice, TENANTS.mapleFlorist)
})

test("the state shows no token and no secret", async () => {
  const { body } = await connect(sandbox, {
    xeroUserId: XERO_USERS.alice,
    choose: TENANTS.mapleFlorist,
  })
  const shown = JSON.stringify(await control.state())
  for (const secret of [body.access_token, body.id_token, body.refresh_token]) {
    expect(shown).not.toContain(String(secret))
  }
  expect(shown).not.toContain(SANDBOX_CLIENT.clientSecret)
})

describe("a control call", () => {
  async function post(path: string, body: string, type = "application/json"): Promise<Response> {
    const headers = { "content-type": type }
    return fetch(`${sandbox.apiUrl}/sandbox/${path}`, { method: "POST", headers, body })
  }

  test("that is not understood says so and changes nothing", async () => {
    expect((await post("clock", '{"offset":5}')).status).toBe(400)
    expect((await post("clock", "{")).status).toBe(400)
    expect((await post("options", '{"graceVariant":"H5"}')).status).toBe(400)
    expect((await post("unknown", "{}")).status).toBe(404)
    expect((await post("reset", "{}", "text/plain")).status).toBe(415)
    expect((await fetch(`${sandbox.apiUrl}/sandbox/reset`)).status).toBe(404)
  })

  test("is refused under a name that is not this machine's", async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { host: "sandbox.attacker.example" }
      const sent = request(`${sandbox.apiUrl}/sandbox/state`, { headers }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      sent.on("error", reject).end()
    })
    expect(status).toBe(403)
  })
})
