import { randomBytes, randomUUID } from "node:crypto"
import { writeFile } from "node:fs/promises"
import { accessTokenPlace } from "@/keeper/grants/seal-token-set"
import type { Keeper } from "@/keeper/keeper"
import { openKeeper } from "@/keeper/open-keeper"
import { createTestService } from "@/keeper/testing/services"
import { storeChains } from "@/keeper/testing/store-chains"
import { readKeeperEnv, requireEnv } from "@/lib/env"
import { createLog } from "@/lib/log"

const BATCH = 1_000
// As long as Xero's are.
const ACCESS_TOKEN_BYTES = 900

/**
 * Run as a process, with a keeper's environment: stores as many chains as its first argument says, each with a live access
 * token, and as many services as the second, reaching all of them; writes who they are into the file of the third.
 */
async function fillServices(chains: number, services: number, file: string): Promise<void> {
  const keeper = await openKeeper(requireEnv(readKeeperEnv()), createLog("keeper"))
  const tenantIds: string[] = []
  for (let from = 0; from < chains; from += BATCH) {
    tenantIds.push(...(await storeLive(keeper, from, Math.min(BATCH, chains - from))))
  }
  const { id: memberId } = await keeper.db.member.create({
    data: { email: "owner@tenantry.example", name: "Olga Owner", role: "owner", passwordHash: "-" },
    select: { id: true },
  })
  const made = Array.from({ length: services }, (_, index) =>
    createTestService({ db: keeper.db, memberId }, { name: `Service ${index}` }),
  )
  await writeFile(file, JSON.stringify({ tenantIds, services: await Promise.all(made) }))
  await keeper.db.$disconnect()
}

async function storeLive(keeper: Keeper, from: number, length: number): Promise<string[]> {
  const chains = Array.from({ length }, (_, index) => ({
    xeroUserId: randomUUID(),
    tenantId: randomUUID(),
    name: `Organisation ${from + index}`,
    refreshToken: `${from + index}.0`,
  }))
  const grantIds = await storeChains(keeper, chains)
  const rows = await keeper.db.tokenSet.findMany({
    where: { grantId: { in: grantIds } },
    select: { id: true },
  })
  const sealed = await Promise.all(rows.map(({ id }) => sealLike(keeper, id)))
  await keeper.db.$executeRaw`
    UPDATE "TokenSet" t SET "accessTokenSealed" = s."sealed",
      "accessTokenExpiresAt" = clock_timestamp() + interval '30 minutes'
    FROM unnest(${rows.map((row) => row.id)}::uuid[], ${sealed}::text[]) AS s("id", "sealed")
    WHERE t."id" = s."id"`
  return chains.map((one) => one.tenantId)
}

function sealLike(keeper: Keeper, tokenSetId: string): Promise<string> {
  const accessToken = `eyJ${randomBytes(ACCESS_TOKEN_BYTES).toString("base64url")}`
  return keeper.vault.seal(accessToken, accessTokenPlace(tokenSetId))
}

const [chains, services, file = ""] = process.argv.slice(2)
await fillServices(Number(chains), Number(services), file)
