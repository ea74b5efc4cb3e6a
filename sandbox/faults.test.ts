import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest"
import { sandboxControl } from "@/sandbox/control"
import { SANDBOX_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"
import { startSandbox } from "@/sandbox/start-sandbox"
import { callApi, connect, postToken, refresh } from "@/sandbox/testing/app-client"
import type { RefreshTokenView } from "@/sandbox/world/view"

const sandbox = await startSandbox()
const control = sandboxControl(sandbox.apiUrl)
let refreshToken: string
let accessToken: string
beforeEach(async () => {
  await control.reset()
  const alice = { xeroUserId: XERO_USERS.alice, choose: TENANTS.mapleFlorist }
  const { body } = await connect(sandbox, alice)
  refreshToken = String(body.refresh_token)
  accessToken = String(body.access_token)
})
afterAll(() => sandbox.close())

async function listRefreshTokens(): Promise<RefreshTokenView[]> {
  return (await control.state()).chains[0]?.refreshTokens ?? []
}

async function lastTokenRequest() {
  return (await control.state()).counters.tokenRequests.at(-1)
}

function hangUpAfter(milliseconds: number): Promise<unknown> {
  const basic = `${SANDBOX_CLIENT.clientId}:${SANDBOX_CLIENT.clientSecret}`
  return fetch(`${sandbox.issuer}/connect/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(basic).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken }),
    signal: AbortSignal.timeout(milliseconds),
  })
}

describe("a token request that is dropped", () => {
  test("before is not carried out: nothing is rotated", async () => {
    await control.addFault({ target: "token", kind: "drop-before" })
    await expect(refresh(sandbox, refreshToken)).rejects.toThrow("fetch failed")
    expect(await listRefreshTokens()).toMatchObject([{ presentations: 0 }])
    expect(await lastTokenRequest()).toMatchObject({
      outcome: "not processed",
      fault: "drop-before",
    })
    expect((await refresh(sandbox, refreshToken)).status).toBe(200)
  })

  test("after was carried out: the token is rotated, and the child that no one received lives", async () => {
    await control.addFault({ target: "token", kind: "drop-after" })
    await expect(refresh(sandbox, refreshToken)).rejects.toThrow("fetch failed")
    expect(await listRefreshTokens()).toMatchObject([
      { presentations: 1 },
      { presentations: 0, alive: true },
    ])
    expect(await lastTokenRequest()).toMatchObject({ outcome: "ok", fault: "drop-after" })
    expect((await refresh(sandbox, refreshToken)).status).toBe(200)
  })
})

describe("a token request that is delayed", () => {
  test("before is carried out later, even when its client has hung up", async () => {
    await control.addFault({ target: "token", kind: "delay-before", delayInMilliseconds: 300 })
    await expect(hangUpAfter(100)).rejects.toThrow("timeout")
    expect(await listRefreshTokens()).toMatchObject([{ presentations: 0 }])
    await vi.waitFor(async () => {
      expect(await listRefreshTokens()).toMatchObject([{ presentations: 1 }, { presentations: 0 }])
    }, 10_000)
  })

  test("after is carried out at once and answered late", async () => {
    await control.addFault({ target: "token", kind: "delay-after", delayInMilliseconds: 300 })
    const startedAt = performance.now()
    const answer = refresh(sandbox, refreshToken)
    await sleep(100)
    expect(await listRefreshTokens()).toHaveLength(2)
    expect((await answer).status).toBe(200)
    expect(performance.now() - startedAt).toBeGreaterThan(290)
  })

  test("counts among those under way at once", async () => {
    await control.addFault({
      target: "token",
      kind: "delay-before",
      delayInMilliseconds: 200,
      times: 3,
    })
    await Promise.all([1, 2, 3].map(() => refresh(sandbox, refreshToken)))
    const { counters } = await control.state()
    expect(counters.maxConcurrentTokenRequests).toBe(3)
    expect(counters.concurrentTokenRequests).toBe(0)
  })
})

describe("a token request that is answered by something else", () => {
  test("gets the status, headers and body of the fault", async () => {
    const headers = { "retry-after": "7" }
    await control.addFault({ target: "token", kind: "status", status: 429, headers, body: "{}" })
    const answer = await refresh(sandbox, refreshToken)
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 429, body: {} })
    expect(answer.headers.get("retry-after")).toBe("7")
    await control.addFault({ target: "token", kind: "body", body: { access_token: "x" } })
    expect(await refresh(sandbox, refreshToken)).toMatchObject({
      status: 200,
      body: { access_token: "x" },
    })
    expect(await listRefreshTokens()).toMatchObject([{ presentations: 0 }])
  })

  test("may be an edge's 403 page or garbage", async () => {
    await control.addFault({ target: "token", kind: "html403" })
    await expect(refresh(sandbox, refreshToken)).rejects.toThrow("not valid JSON")
    await control.addFault({ target: "token", kind: "garbage", processed: true })
    await expect(refresh(sandbox, refreshToken)).rejects.toThrow("JSON")
    expect(await listRefreshTokens()).toMatchObject([{ presentations: 1 }, { presentations: 0 }])
  })
})

describe("a fault", () => {
  test("hits once unless told, and only its grant type", async () => {
    await control.addFault({
      target: "token",
      kind: "status",
      grantType: "authorization_code",
      body: "{}",
    })
    expect((await refresh(sandbox, refreshToken)).status).toBe(200)
    const code = { grant_type: "authorization_code", code: "x", redirect_uri: "http://localhost" }
    expect((await postToken(sandbox, code)).status).toBe(500)
    expect((await postToken(sandbox, code)).status).toBe(400)
  })

  test("may wait for one refresh token only", async () => {
    const [one] = await listRefreshTokens()
    const fault = { target: "token", kind: "status", status: 503, body: {}, times: 0 } as const
    await control.addFault({ ...fault, fingerprint: one?.fingerprint })
    expect((await refresh(sandbox, "another")).status).toBe(400)
    expect((await refresh(sandbox, refreshToken)).status).toBe(503)
    await control.clearFaults()
    expect((await refresh(sandbox, refreshToken)).status).toBe(200)
  })

  test("hits until cleared when told zero times", async () => {
    await control.addFault({ target: "connections", kind: "status", status: 503, times: 0 })
    for (const _each of [1, 2, 3]) {
      expect((await callApi(sandbox, "/connections", { accessToken })).status).toBe(503)
    }
    await control.clearFaults()
    expect((await callApi(sandbox, "/connections", { accessToken })).status).toBe(200)
  })

  test("reaches every endpoint by its target's name", async () => {
    const { id } = (await control.state()).connections[0] ?? { id: "" }
    const post = { method: "POST" }
    const requests = {
      discovery: () => fetch(`${sandbox.issuer}/.well-known/openid-configuration`),
      jwks: () => fetch(`${sandbox.issuer}/.well-known/openid-configuration/jwks`),
      token: () => fetch(`${sandbox.issuer}/connect/token`, post),
      revocation: () => fetch(`${sandbox.issuer}/connect/revocation`, post),
      connections: () => callApi(sandbox, "/connections", { accessToken }),
      "delete-connection": () =>
        callApi(sandbox, `/connections/${id}`, { accessToken, method: "DELETE" }),
      api: () => callApi(sandbox, "/api.xro/2.0/Organisation", { accessToken }),
    } as const
    for (const [target, send] of Object.entries(requests)) {
      await control.addFault({
        target: target as keyof typeof requests,
        kind: "status",
        status: 502,
      })
      expect({ target, status: (await send()).status }).toEqual({ target, status: 502 })
      await send()
    }
  })
})
