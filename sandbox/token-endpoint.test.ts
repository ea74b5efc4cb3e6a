import { decodeJwt } from "jose"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { sandboxControl } from "@/sandbox/control"
import { SANDBOX_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"
import { startSandbox } from "@/sandbox/start-sandbox"
import { callApi, connect, postToken, refresh } from "@/sandbox/testing/app-client"

const sandbox = await startSandbox()
const control = sandboxControl(sandbox.apiUrl)
beforeEach(() => control.reset())
afterAll(() => sandbox.close())

async function send(init: RequestInit): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${sandbox.issuer}/connect/token`, { method: "POST", ...init })
  return { status: answer.status, body: await answer.json() }
}

async function startChain(): Promise<string> {
  const alice = { xeroUserId: XERO_USERS.alice, choose: TENANTS.mapleFlorist }
  return String((await connect(sandbox, alice)).body.refresh_token)
}

const basic = `Basic ${Buffer.from(`${SANDBOX_CLIENT.clientId}:${SANDBOX_CLIENT.clientSecret}`).toString("base64")}`

describe("the token endpoint refuses with 400 and the bare error", () => {
  test("unsupported_grant_type for JSON, for no grant type, and for one it does not know", async () => {
    const unsupported = { status: 400, body: { error: "unsupported_grant_type" } }
    const json = { "content-type": "application/json", authorization: basic }
    const body = JSON.stringify({ grant_type: "refresh_token", refresh_token: "x" })
    expect(await send({ headers: json, body })).toEqual(unsupported)
    expect(await postToken(sandbox, {})).toMatchObject(unsupported)
    expect(await postToken(sandbox, { grant_type: "password" })).toMatchObject(unsupported)
  })

  test("invalid_client for a wrong secret, a missing one, an unknown client, and garbage", async () => {
    const refused = { status: 400, body: { error: "invalid_client" } }
    const form = { grant_type: "refresh_token", refresh_token: await startChain() }
    const { clientId: client_id } = SANDBOX_CLIENT
    expect(await postToken(sandbox, form, "another-secret")).toMatchObject(refused)
    expect(await send({ body: new URLSearchParams(form) })).toEqual(refused)
    expect(await send({ body: new URLSearchParams({ ...form, client_id }) })).toEqual(refused)
    const unknown = { ...form, client_id: "0".repeat(32), client_secret: "x" }
    expect(await send({ body: new URLSearchParams(unknown) })).toEqual(refused)
    const headers = { authorization: "Basic !!" }
    expect(await send({ headers, body: new URLSearchParams(form) })).toEqual(refused)
    expect(await control.isAlive(form.refresh_token)).toBe(true)
    expect((await refresh(sandbox, form.refresh_token)).status).toBe(200)
  })

  test("invalid_request for a parameter that is missing", async () => {
    const refused = { status: 400, body: { error: "invalid_request" } }
    expect(await postToken(sandbox, { grant_type: "refresh_token" })).toMatchObject(refused)
    expect(await postToken(sandbox, { grant_type: "authorization_code" })).toMatchObject(refused)
  })

  test("invalid_grant for a code that was never issued", async () => {
    const form = {
      grant_type: "authorization_code",
      code: "x",
      redirect_uri: SANDBOX_CLIENT.redirectUri,
    }
    expect(await postToken(sandbox, form)).toMatchObject({
      status: 400,
      body: { error: "invalid_grant" },
    })
  })
})

test("the client may authenticate in the body", async () => {
  const { clientId: client_id, clientSecret: client_secret } = SANDBOX_CLIENT
  const form = { grant_type: "refresh_token", refresh_token: await startChain() }
  const body = new URLSearchParams({ ...form, client_id, client_secret })
  expect(await send({ body })).toMatchObject({ status: 200 })
})

test("the app may have several secrets, and they change while it runs", async () => {
  const refreshToken = await startChain()
  await control.setSecrets(["first-of-two", "second-of-two"])
  const form = { grant_type: "refresh_token", refresh_token: refreshToken }
  expect(await postToken(sandbox, form, SANDBOX_CLIENT.clientSecret)).toMatchObject({ status: 400 })
  expect(await postToken(sandbox, form, "first-of-two")).toMatchObject({ status: 200 })
  expect(await postToken(sandbox, form, "second-of-two")).toMatchObject({ status: 200 })
})

test("the token endpoint is not on the login host", async () => {
  const answer = await fetch(`${sandbox.loginUrl}/connect/token`, { method: "POST" })
  expect(answer.status).toBe(404)
})

describe("client credentials", () => {
  test("give the app a token for all of its connections, and no refresh token", async () => {
    await startChain()
    await connect(sandbox, { xeroUserId: XERO_USERS.bjorn, choose: TENANTS.mapleFlorist })
    const { status, body } = await postToken(sandbox, {
      grant_type: "client_credentials",
      scope: "app.connections",
    })
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(["access_token", "expires_in", "token_type", "scope"])
    expect(decodeJwt(String(body.access_token))).not.toHaveProperty("xero_userid")
    const answer = await callApi(sandbox, "/connections", { accessToken: body.access_token })
    expect(await answer.json()).toHaveLength(2)
  })

  test("grant what the app has when no scope is named, and nothing else", async () => {
    const grant_type = "client_credentials"
    const whole = await postToken(sandbox, { grant_type })
    expect(whole.body.scope).toBe("app.connections")
    const other = await postToken(sandbox, { grant_type, scope: "accounting.settings" })
    expect(other).toMatchObject({ status: 400, body: { error: "invalid_scope" } })
  })
})

describe("a refreshed id_token", () => {
  async function refreshedIdToken(kind: "full" | "without-sid" | "absent"): Promise<unknown> {
    await control.setOptions({ refreshedIdToken: kind })
    return (await refresh(sandbox, await startChain())).body.id_token
  }

  test("is whole, lacks its sid, or is absent, as the sandbox is told", async () => {
    expect(decodeJwt(String(await refreshedIdToken("full")))).toHaveProperty("sid")
    await control.reset()
    expect(decodeJwt(String(await refreshedIdToken("without-sid")))).not.toHaveProperty("sid")
    await control.reset()
    expect(await refreshedIdToken("absent")).toBeUndefined()
  })
})

describe("revocation", () => {
  async function revoke(
    token: string,
    secret: string = SANDBOX_CLIENT.clientSecret,
  ): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`${SANDBOX_CLIENT.clientId}:${secret}`).toString("base64")}`
    const body = new URLSearchParams({ token })
    return fetch(`${sandbox.issuer}/connect/revocation`, {
      method: "POST",
      headers: { authorization },
      body,
    })
  }

  test("ends the chain and removes all connections of that Xero user", async () => {
    await startChain()
    const { body } = await connect(sandbox, {
      xeroUserId: XERO_USERS.alice,
      choose: TENANTS.demoCompany,
    })
    await connect(sandbox, { xeroUserId: XERO_USERS.bjorn, choose: TENANTS.soens })
    const answer = await revoke(String(body.refresh_token))
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 200, text: "" })
    expect((await refresh(sandbox, body.refresh_token)).body).toEqual({ error: "invalid_grant" })
    const listed = await callApi(sandbox, "/connections", { accessToken: body.access_token })
    expect(await listed.json()).toEqual([])
    const { connections } = await control.state()
    expect(connections.map(({ xeroUserId }) => xeroUserId)).toEqual([XERO_USERS.bjorn])
  })

  test("of an unknown token or an access token is no error and does nothing", async () => {
    const { body } = await connect(sandbox, {
      xeroUserId: XERO_USERS.alice,
      choose: TENANTS.demoCompany,
    })
    expect((await revoke("unknown")).status).toBe(200)
    expect((await revoke(String(body.access_token))).status).toBe(200)
    expect((await control.state()).connections).toHaveLength(1)
    expect((await refresh(sandbox, body.refresh_token)).status).toBe(200)
  })

  test("needs the client's secret", async () => {
    const refreshToken = await startChain()
    const answer = await revoke(refreshToken, "another-secret")
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: "invalid_client" })
    expect(await control.isAlive(refreshToken)).toBe(true)
  })
})
