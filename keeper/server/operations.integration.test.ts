import { afterAll, beforeAll, expect, it } from "vitest"
import type { Keeper } from "@/keeper/keeper"
import { createServer } from "@/keeper/server/create-server"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { OPERATIONS, type OperationName } from "@/lib/contract/operations"

const NAMES = Object.keys(OPERATIONS) as OperationName[]
let testEnv: TestEnv
beforeAll(async () => {
  testEnv = await startTestEnv()
})
afterAll(() => testEnv.close())

/** What each operation says to this member, asked without any input. */
async function askAll(memberId: string, keeper: Keeper = testEnv.keeper) {
  const secret = testEnv.env.KEEPER_SECRET ?? ""
  const server = createServer(keeper, secret)
  const headers = { authorization: `Bearer ${secret}`, "tenantry-member": memberId }
  const said = new Map<OperationName, { kind?: string; error?: string }>()
  for (const name of NAMES) {
    const request = { method: "POST", url: `/operations/${name}`, headers, payload: {} } as const
    said.set(name, (await server.inject(request)).json())
  }
  await server.close()
  return said
}

function refusedBy(said: Awaited<ReturnType<typeof askAll>>, kind: string): OperationName[] {
  return NAMES.filter((name) => said.get(name)?.kind === kind)
}

it("refuses every operation to viewers, disabled and unknown members", async () => {
  const viewer = await addMember("viewer")
  const gone = await addMember("owner")
  await testEnv.db.member.update({ where: { id: gone }, data: { disabledAt: new Date() } })
  for (const memberId of [viewer, gone, "nobody", "00000000-0000-4000-8000-00000000000f"])
    expect(refusedBy(await askAll(memberId), "forbidden")).toEqual(NAMES)
})

it("keeps from admins what the contract gives to owners alone", async () => {
  const owned = NAMES.filter((name) => OPERATIONS[name].role === "owner")
  expect(owned).toContain("takeOver")
  expect(owned).toContain("addAlertChannel")
  expect(refusedBy(await askAll(await addMember("admin")), "forbidden")).toEqual(owned)
  expect(refusedBy(await askAll(testEnv.memberId), "forbidden")).toEqual([])
})

it("does nothing that seals while the sealing keys fail, and says so", async () => {
  const keeper = { ...testEnv.keeper, vault: { ...testEnv.keeper.vault, probe: async () => false } }
  const sealing = NAMES.filter((name) => OPERATIONS[name].seals)
  expect(sealing).toContain("startConsent")
  expect(refusedBy(await askAll(testEnv.memberId, keeper), "not_ready")).toEqual(sealing)
})

async function addMember(role: "owner" | "admin" | "viewer"): Promise<string> {
  const { id } = await testEnv.db.member.create({
    data: { email: `${crypto.randomUUID()}@tenantry.example`, name: role, role, passwordHash: "-" },
    select: { id: true },
  })
  return id
}
