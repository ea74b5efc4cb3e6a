import { setTimeout as sleep } from "node:timers/promises"
import { importRow } from "@/keeper/imports/import-row"
import { readImport, storeImport } from "@/keeper/imports/read-import"
import { startImport } from "@/keeper/imports/start-import"
import { claimImportRows } from "@/keeper/imports/take-row-lease"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { CHAIN_SCOPES } from "@/keeper/testing/store-chains"
import type { ImportOutcome } from "@/lib/contract/import-operations"
import { fingerprintOf } from "@/sandbox/world/refresh-chains"

/** A chain that was begun elsewhere; its refresh token. */
export async function beginElsewhere(
  testEnv: TestEnv,
  xeroUserId: string,
  tenantIds: string[],
): Promise<string> {
  const connections = tenantIds.map((tenantId) => ({ xeroUserId, tenantId }))
  const chains = [{ xeroUserId, scopes: CHAIN_SCOPES }]
  const seeded = await testEnv.control.seed({ connections, chains })
  return seeded.chains[0]?.refreshToken ?? ""
}

/** Has a file read; its import. */
export async function readTokens(
  testEnv: TestEnv,
  text: string,
  app: { xeroAppId?: string } = {},
): Promise<string> {
  const { keeper, memberId } = testEnv
  const answer = await readImport(keeper, memberId, { fileName: "tokens.csv", text, ...app })
  if (answer.kind !== "read") throw new Error(answer.kind)
  return answer.importId
}

export async function startImported(testEnv: TestEnv, importId: string): Promise<void> {
  const input = { importId, hasStopped: true } as const
  await startImport(testEnv.keeper, testEnv.memberId, input)
}

/** Does what is due until every row has its outcome. */
export async function finishImporting(
  testEnv: TestEnv,
  importId: string,
): Promise<(ImportOutcome | null)[]> {
  for (let polls = 0; polls < 300; polls += 1) {
    for (const id of await claimImportRows(testEnv.keeper, 5)) await importRow(testEnv.keeper, id)
    const outcomes = await outcomesOf(testEnv, importId)
    if (outcomes.every((one) => one !== null)) return outcomes
    await sleep(20)
  }
  throw new Error("the import does not end")
}

/** An import of a service, which may import from then on. */
export async function readForService(testEnv: TestEnv, serviceId: string): Promise<string> {
  const { db, keeper } = testEnv
  const rights = { push: "import_tokens" as const }
  await db.service.update({ where: { id: serviceId }, data: { rights }, select: { id: true } })
  const app = { isDefault: true } as const
  const file = { fileName: null, text: "a-made-up-token", app }
  const read = await storeImport(keeper, { ...file, serviceId })
  return read.kind === "read" ? read.importId : ""
}

/** In the order of the file. */
export async function outcomesOf(
  testEnv: TestEnv,
  importId: string,
): Promise<(ImportOutcome | null)[]> {
  const rows = await testEnv.db.importRow.findMany({
    where: { importId },
    orderBy: { position: "asc" },
    select: { outcome: true },
  })
  return rows.map((row) => row.outcome as ImportOutcome | null)
}

/** How often Xero was asked with it. */
export async function presentationsOf(testEnv: TestEnv, refreshToken: string): Promise<number> {
  const { counters } = await testEnv.control.state()
  const fingerprint = fingerprintOf(refreshToken)
  return counters.tokenRequests.filter((one) => one.fingerprint === fingerprint).length
}
