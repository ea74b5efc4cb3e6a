import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { afterAll, beforeAll, expect, it } from "vitest"
import type { OpenApiDocument } from "@/keeper/server/api/openapi"
import { readForService } from "@/keeper/testing/imports"
import { createTestService, type Door, openDoor, type TestService } from "@/keeper/testing/services"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS } from "@/sandbox/seed"

let testEnv: TestEnv
let door: Door
let service: TestService
let document: OpenApiDocument

beforeAll(async () => {
  testEnv = await startTestEnv()
  await testEnv.consent({ choose: "mapleFlorist" })
  door = await openDoor(testEnv)
  service = await createTestService(testEnv, { rights: ["make_links"] })
  const response = await fetch(`${door.url}/api/v1/openapi.json`)
  document = (await response.json()) as OpenApiDocument
})
afterAll(async () => {
  await door.close()
  await testEnv.close()
})

async function makeLink(): Promise<string> {
  const response = await fetch(`${door.url}/api/v1/links`, {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${service.clientId}:${service.clientSecret}`)}`,
      "content-type": "application/json",
    },
    body: '{"purpose":"connect"}',
  })
  return (await response.json()).id
}

it("is shown by samples for curl and Node.js that run as they stand", async () => {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
  const importId = await readForService(testEnv, service.clientId)
  const linkId = await makeLink()
  const runs = operations
    .flatMap((one) => one["x-codeSamples"].filter(({ label }) => label in RUN))
    .map(({ label, source }) => {
      const here = source.replaceAll("IMPORT_ID", importId).replaceAll("LINK_ID", linkId)
      return runSample(RUN[label] ?? [], here)
    })
  expect(runs).toHaveLength(operations.length * 2)
  for (const output of await Promise.all(runs)) {
    expect(output).toMatch(new RegExp(`${TENANTS.mapleFlorist}|"rows":|"purpose":`))
    expect(output).not.toContain('"error"')
  }
})

const RUN: Record<string, string[]> = {
  curl: ["sh", "-c"],
  "Node.js": [process.execPath, "--input-type=module", "-e"],
}

async function runSample([program = "", ...flags]: string[], source: string): Promise<string> {
  const here = source
    .replaceAll("http://localhost:3000", door.url)
    .replaceAll("TENANT_ID", TENANTS.mapleFlorist)
  const { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } = service
  const env = { NODE_ENV: "test", PATH: process.env.PATH, CLIENT_ID, CLIENT_SECRET } as const
  const { stdout } = await promisify(execFile)(program, [...flags, here], { env, timeout: 20_000 })
  return stdout
}
