import { existsSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import Ajv from "ajv"
import addFormats from "ajv-formats"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { parse } from "yaml"
import { sandboxControl } from "@/sandbox/control"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { startSandbox } from "@/sandbox/start-sandbox"
import { callApi, connect, postToken } from "@/sandbox/testing/app-client"

const SPEC_PATH = resolve(import.meta.dirname, "../../shared/xero-identity.yaml")
const hasSpec = existsSync(SPEC_PATH)

const sandbox = await startSandbox()
const control = sandboxControl(sandbox.apiUrl)
beforeEach(() => control.reset())
afterAll(() => sandbox.close())

async function connectAlice(...tenantIds: string[]): Promise<string> {
  let accessToken = ""
  for (const choose of tenantIds) {
    const { body } = await connect(sandbox, { xeroUserId: XERO_USERS.alice, choose })
    accessToken = String(body.access_token)
  }
  return accessToken
}

async function listConnections(accessToken: string, query = ""): Promise<WireConnection[]> {
  const answer = await callApi(sandbox, `/connections${query}`, { accessToken })
  expect(answer.status).toBe(200)
  return (await answer.json()) as WireConnection[]
}

async function problemOf(answer: Response): Promise<Record<string, unknown>> {
  const body = (await answer.json()) as Record<string, unknown>
  expect(body.Instance).toMatch(/^[0-9a-f-]{36}$/)
  return body
}

describe("GET /connections", () => {
  test.skipIf(!hasSpec)(
    `answers as xero-identity.yaml says${hasSpec ? "" : " (skipped: the file is not beside the repository)"}`,
    async () => {
      const accessToken = await connectAlice(TENANTS.mapleFlorist, TENANTS.script)
      const spec = parse(readFileSync(SPEC_PATH, "utf8"))
      const operation = spec.paths["/Connections"].get.responses["200"].content["application/json"]
      const ajv = addFormats(new Ajv({ strict: false }))
      // The spec's own example has neither zone nor offset, which RFC 3339 would ask for.
      ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}$/)
      const validate = ajv.compile({ ...operation.schema, components: spec.components })
      expect(validate(JSON.parse(operation.example)), ajv.errorsText(validate.errors)).toBe(true)
      const listed = await listConnections(accessToken)
      expect(listed).toHaveLength(2)
      expect(validate(listed), ajv.errorsText(validate.errors)).toBe(true)
      const known = Object.keys(spec.components.schemas.Connection.properties)
      for (const connection of listed) expect(known.sort()).toEqual(Object.keys(connection).sort())
      expect(validate([{ ...listed[0], tenantId: "not a uuid" }])).toBe(false)
    },
  )

  test("lists all of the Xero user's tenants, in Xero's form", async () => {
    const accessToken = await connectAlice(TENANTS.mapleFlorist, TENANTS.demoCompany)
    const listed = await listConnections(accessToken)
    expect(listed.map(({ tenantName }) => tenantName)).toEqual([
      "Maple Florist",
      "Demo Company (NZ)",
    ])
    expect(Object.keys(listed[0] ?? {})).toEqual([
      "id",
      "authEventId",
      "tenantId",
      "tenantType",
      "tenantName",
      "createdDateUtc",
      "updatedDateUtc",
    ])
    expect(listed[0]?.createdDateUtc).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}$/)
  })

  test("filters by event", async () => {
    const accessToken = await connectAlice(TENANTS.mapleFlorist, TENANTS.demoCompany)
    const [first] = await listConnections(accessToken)
    const filtered = await listConnections(accessToken, `?authEventId=${first?.authEventId}`)
    expect(filtered).toEqual([first])
    const none = await listConnections(accessToken, `?authEventId=${crypto.randomUUID()}`)
    expect(none).toEqual([])
  })

  test("answers in either casing of its path, and 404 beside it", async () => {
    const accessToken = await connectAlice(TENANTS.mapleFlorist)
    expect((await callApi(sandbox, "/Connections", { accessToken })).status).toBe(200)
    expect((await callApi(sandbox, "/connection", { accessToken })).status).toBe(404)
  })

  test("keeps two Xero users of one organisation apart", async () => {
    const aliceToken = await connectAlice(TENANTS.mapleFlorist)
    const bjorn = { xeroUserId: XERO_USERS.bjorn, choose: TENANTS.mapleFlorist }
    const { body } = await connect(sandbox, bjorn)
    const [hers] = await listConnections(aliceToken)
    const [his] = await listConnections(String(body.access_token))
    expect(his?.tenantId).toBe(hers?.tenantId)
    expect(his?.id).not.toBe(hers?.id)
  })

  test("may hide the event ids, as for migrated connections", async () => {
    await control.setOptions({ authEventIdNull: true })
    const accessToken = await connectAlice(TENANTS.mapleFlorist)
    expect(await listConnections(accessToken)).toMatchObject([{ authEventId: null }])
  })

  test("keeps the first date when a tenant is connected again, in a new event", async () => {
    const accessToken = await connectAlice(TENANTS.mapleFlorist)
    const [before] = await listConnections(accessToken)
    await control.disconnect({ tenantId: TENANTS.mapleFlorist })
    expect(await listConnections(accessToken)).toEqual([])
    await control.setClock(60)
    const [after] = await listConnections(await connectAlice(TENANTS.mapleFlorist))
    expect(after?.createdDateUtc).toBe(before?.createdDateUtc)
    expect(after?.updatedDateUtc.localeCompare(before?.updatedDateUtc ?? "")).toBe(1)
    expect(after?.authEventId).not.toBe(before?.authEventId)
  })
})

describe("DELETE /connections/{id}", () => {
  async function remove(id: string, accessToken: string): Promise<Response> {
    return callApi(sandbox, `/connections/${id}`, { accessToken, method: "DELETE" })
  }

  test("removes that connection alone, once, without a body", async () => {
    const accessToken = await connectAlice(TENANTS.mapleFlorist, TENANTS.demoCompany)
    const [first, second] = await listConnections(accessToken)
    const answer = await remove(first?.id ?? "", accessToken)
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 204, text: "" })
    expect(await listConnections(accessToken)).toEqual([second])
    expect((await remove(first?.id ?? "", accessToken)).status).toBe(404)
  })

  test("is forbidden for a tenant id and for an event id", async () => {
    const accessToken = await connectAlice(TENANTS.mapleFlorist)
    const [connection] = await listConnections(accessToken)
    for (const id of [TENANTS.mapleFlorist, connection?.authEventId ?? ""]) {
      const answer = await remove(id, accessToken)
      expect(answer.status).toBe(403)
      expect((await problemOf(answer)).Detail).toBe("AuthenticationUnsuccessful")
    }
    expect(await listConnections(accessToken)).toHaveLength(1)
  })

  test("does not reach another Xero user's connection; the app's own token does", async () => {
    const aliceToken = await connectAlice(TENANTS.mapleFlorist)
    const [hers] = await listConnections(aliceToken)
    const { body } = await connect(sandbox, { xeroUserId: XERO_USERS.bjorn, choose: TENANTS.soens })
    expect((await remove(hers?.id ?? "", String(body.access_token))).status).toBe(404)
    const app = await postToken(sandbox, { grant_type: "client_credentials" })
    expect((await remove(hers?.id ?? "", String(app.body.access_token))).status).toBe(204)
    expect(await listConnections(aliceToken)).toEqual([])
  })
})

type WireConnection = {
  id: string
  authEventId: string
  tenantId: string
  tenantName: string
  createdDateUtc: string
  updatedDateUtc: string
}
