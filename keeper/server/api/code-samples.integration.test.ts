import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { beforeAll, expect, it } from "vitest"
import type { OpenApiDocument } from "@/keeper/server/api/openapi"
import { readForService } from "@/keeper/testing/imports"
import { createTestService, type Door, openDoor, type TestService } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()
let door: Door
let service: TestService
let document: OpenApiDocument

beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  door = await openDoor(testEnv)
  service = await createTestService(testEnv, { rights: ["make_links"] })
  const response = await fetch(`${door.url}/api/v1/openapi.json`)
  document = (await response.json()) as OpenApiDocument
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

/** The samples in one language, filled in so that they ask this door. */
async function readSamples(label: string): Promise<string[]> {
  const importId = await readForService(testEnv, service.clientId)
  const linkId = await makeLink()
  return Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap((one) => one["x-codeSamples"])
    .filter((one) => one.label === label)
    .map(({ source }) =>
      source
        .replaceAll("IMPORT_ID", importId)
        .replaceAll("LINK_ID", linkId)
        .replaceAll("http://localhost:3000", door.url)
        .replaceAll("TENANT_ID", TENANTS.mapleFlorist),
    )
}

it("is shown by samples for curl, Node.js and Python that run as they stand", async () => {
  const curl = await readSamples("curl")
  const node = await readSamples("Node.js")
  const python = await readSamples("Python")
  const outputs = await Promise.all([
    ...curl.map((source) => run("sh", ["-c", source])),
    ...node.map((source) => run(process.execPath, ["--input-type=module", "-e", source])),
  ])
  // Python is no part of a fresh machine. Its samples share one process: each start costs as much as all of them.
  const hasPython = await run("python3", ["-c", "import requests"]).catch(() => null)
  if (hasPython !== null)
    outputs.push(...(await run("python3", ["-c", IN_TURN, ...python])).split("\f").slice(1))
  expect(python).toHaveLength(curl.length)
  expect(outputs).toHaveLength(curl.length * (hasPython === null ? 2 : 3))
  for (const output of outputs) {
    expect(output).toMatch(new RegExp(`${TENANTS.mapleFlorist}|"rows":|"purpose":`))
    expect(output).not.toContain('"error"')
  }
})

const IN_TURN = String.raw`import sys
for sample in sys.argv[1:]:
    print("\f")
    exec(sample)`

async function run(program: string, args: string[]): Promise<string> {
  const { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } = service
  const env = { NODE_ENV: "test", PATH: process.env.PATH, CLIENT_ID, CLIENT_SECRET } as const
  const { stdout } = await promisify(execFile)(program, args, { env, timeout: 20_000 })
  return stdout
}
