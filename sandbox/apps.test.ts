import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type SandboxControl, sandboxControl } from "@/sandbox/control"
import { CUSTOM_CLIENT, SECOND_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"
import { type RunningSandbox, startSandbox } from "@/sandbox/start-sandbox"
import {
  callApi,
  connect,
  postToken,
  refresh,
  type TokenAnswer,
} from "@/sandbox/testing/app-client"

let sandbox: RunningSandbox
let control: SandboxControl

beforeAll(async () => {
  sandbox = await startSandbox()
  control = sandboxControl(sandbox.apiUrl)
})
afterAll(() => sandbox.close())
beforeEach(() => control.reset())

const REFUSED = { status: 400, body: { error: "invalid_grant" } }
const ALICE = { xeroUserId: XERO_USERS.alice, choose: TENANTS.mapleFlorist }

describe("a second app", () => {
  test("has connections and chains of its own, and its consent ends none of the first app's", async () => {
    const first = await connect(sandbox, ALICE)
    const second = await connect(sandbox, { ...ALICE, app: SECOND_CLIENT })
    expect([await countConnections(first), await countConnections(second)]).toEqual([1, 1])
    expect((await refresh(sandbox, first.body.refresh_token)).status).toBe(200)
    const clientIds = (await control.state()).chains.map((one) => one.clientId)
    expect(new Set(clientIds).size).toBe(2)
  })

  test("cannot use the first app's refresh token, which stays good", async () => {
    const { body } = await connect(sandbox, ALICE)
    const form = { grant_type: "refresh_token", refresh_token: String(body.refresh_token) }
    expect(await ask(form, SECOND_CLIENT)).toMatchObject(REFUSED)
    expect((await refresh(sandbox, body.refresh_token)).status).toBe(200)
  })
})

describe("a custom app", () => {
  test("gets no token before its named person has consented, and one for one organisation after", async () => {
    expect(await askCustom()).toMatchObject({ status: 400, body: { error: "unauthorized_client" } })
    await consent()
    const { status, body } = await askCustom()
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(["access_token", "expires_in", "token_type", "scope"])
    expect(await countConnections({ body })).toBe(1)
    const organisation = await callApi(sandbox, "/api.xro/2.0/Organisation", {
      accessToken: body.access_token,
    })
    expect(await organisation.json()).toMatchObject({
      Organisations: [{ OrganisationID: TENANTS.fjordAndFell }],
    })
  })

  test("reaches the other organisation alone when its named person picks another one", async () => {
    await consent()
    const { body } = await askCustom()
    await control.consentToCustomApp({
      clientId: CUSTOM_CLIENT.clientId,
      tenantId: TENANTS.soens,
    })
    const { connections } = await control.state()
    expect(connections.map((one) => one.tenantId)).toEqual([TENANTS.soens])
    expect(await countConnections({ body })).toBe(1)
  })

  test("loses its consent when its scopes change", async () => {
    await consent()
    const { body } = await askCustom()
    await control.registerApp({
      ...CUSTOM_CLIENT_ROW,
      scopes: ["accounting.settings.read", "accounting.contacts.read"],
    })
    expect(await askCustom("accounting.settings.read")).toMatchObject({ status: 400 })
    expect(await countConnections({ body })).toBe(0)
  })

  test("may ask for no broad scope, no offline access and no consent by a browser", async () => {
    await consent()
    const refused = { status: 400, body: { error: "invalid_scope" } }
    expect(await askCustom("accounting.transactions")).toMatchObject(refused)
    expect(await askCustom("offline_access")).toMatchObject(refused)
    await expect(connect(sandbox, { ...ALICE, app: CUSTOM_CLIENT })).rejects.toThrow("500")
  })

  test("answers a missing consent as it is told to, with an empty list if it must", async () => {
    await control.setOptions({ customRefusal: "access_denied" })
    expect(await askCustom()).toMatchObject({ status: 400, body: { error: "access_denied" } })
    await control.setOptions({ customRefusal: "empty_list" })
    expect(await countConnections(await askCustom())).toBe(0)
  })
})

describe("the portal's page", () => {
  test("names the apps, and answers the e-mail for the named person, from itself alone", async () => {
    const url = new URL("/apps", sandbox.loginUrl)
    const markup = await (await fetch(url)).text()
    for (const one of [SECOND_CLIENT, CUSTOM_CLIENT]) expect(markup).toContain(one.clientSecret)
    const body = new URLSearchParams({
      clientId: CUSTOM_CLIENT.clientId,
      tenantId: TENANTS.fjordAndFell,
    })
    const elsewhere = { origin: "https://other.example" }
    expect((await fetch(url, { method: "POST", body, headers: elsewhere })).status).toBe(403)
    expect((await askCustom()).status).toBe(400)
    const headers = { origin: url.origin }
    expect((await fetch(url, { method: "POST", body, headers })).status).toBe(200)
    expect(await countConnections(await askCustom())).toBe(1)
    body.set("tenantId", "")
    await fetch(url, { method: "POST", body, headers })
    expect((await askCustom()).status).toBe(400)
  })
})

const CUSTOM_CLIENT_ROW = {
  clientId: CUSTOM_CLIENT.clientId,
  name: CUSTOM_CLIENT.name,
  clientSecrets: [CUSTOM_CLIENT.clientSecret],
  custom: {
    state: "active" as const,
    xeroUserId: XERO_USERS.bjorn,
    tenantId: TENANTS.fjordAndFell,
  },
}

function consent(): Promise<void> {
  const { clientId } = CUSTOM_CLIENT
  return control.consentToCustomApp({ clientId, tenantId: TENANTS.fjordAndFell })
}

function askCustom(scope?: string): Promise<TokenAnswer> {
  const form = { grant_type: "client_credentials", ...(scope && { scope }) }
  return ask(form, CUSTOM_CLIENT)
}

function ask(
  form: Record<string, string>,
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
): Promise<TokenAnswer> {
  return postToken(sandbox, form, clientSecret, clientId)
}

async function countConnections({ body }: Pick<TokenAnswer, "body">): Promise<number> {
  const answer = await callApi(sandbox, "/connections", { accessToken: body.access_token })
  return ((await answer.json()) as unknown[]).length
}
