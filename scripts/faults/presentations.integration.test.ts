import { expect, it } from "vitest"
import { findClient } from "@/keeper/apps/find-client"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import { startTestEnv } from "@/keeper/testing/start-test-env"
import { countInvariants } from "@/scripts/faults/invariants"

// Thirty minutes are 18 s.
const PACE = 0.01

it("a superseded token presented 30 minutes after its first presentation is counted, whatever the sandbox's grace", async () => {
  const testEnv = await startTestEnv({
    pace: PACE,
    timings: { tokenTimeout: 20_000, lease: 20_000 },
    sandbox: { graceInSeconds: 600 },
  })
  const { keeper, control, db } = testEnv
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  const where = { grantId, rotation: 1 }
  const select = { id: true, refreshTokenSealed: true }
  const { id, refreshTokenSealed } = await db.tokenSet.findFirstOrThrow({ where, select })
  const parent = await keeper.vault.open(refreshTokenSealed ?? "", refreshTokenPlace(id))
  const client = await findClient(keeper, keeper.xeroAppId)
  if (client === null) throw new Error("no Xero app")
  const present = () => keeper.xero.refresh({ client, refreshToken: parent })
  await refreshGrant(keeper, grantId)
  await present()
  const inside = await countInvariants(testEnv)
  await control.setClock(19)
  // The current one, for the first time, and then what it was long ago.
  await refreshGrant(keeper, grantId)
  const current = await countInvariants(testEnv)
  await present()
  const outside = await countInvariants(testEnv)
  await testEnv.close()
  expect([inside, current, outside].map((one) => one.outsideGrace)).toEqual([0, 0, 1])
}, 60_000)
