import { randomUUID } from "node:crypto"
import { openKeeper } from "@/keeper/open-keeper"
import { storeChains } from "@/keeper/testing/store-chains"
import { readKeeperEnv, requireEnv } from "@/lib/env"
import { createLog } from "@/lib/log"

const BATCH = 1_000

/**
 * Run as a process, with a keeper's environment: stores as many chains as its argument says and ends. The refresh token of
 * chain n is `<n>.0`, for a stand-in that counts on from there.
 */
async function fillChains(count: number): Promise<void> {
  const keeper = await openKeeper(requireEnv(readKeeperEnv()), createLog("keeper"))
  for (let from = 0; from < count; from += BATCH) {
    const length = Math.min(BATCH, count - from)
    const chains = Array.from({ length }, (_, index) => ({
      xeroUserId: randomUUID(),
      tenantId: randomUUID(),
      name: `Organisation ${from + index}`,
      refreshToken: `${from + index}.0`,
    }))
    await storeChains(keeper, chains)
  }
  await keeper.db.$disconnect()
}

await fillChains(Number(process.argv[2]))
