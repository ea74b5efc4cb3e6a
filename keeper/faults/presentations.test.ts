import { expect, it } from "vitest"
import { countInvariants } from "@/keeper/faults/invariants"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { refreshTokenPlace } from "@/keeper/grants/save-answer"
import { openStage } from "@/keeper/testing/open-stage"

// Thirty minutes are 18 s.
const PACE = 0.01

it("a superseded token presented 30 minutes after its first presentation is counted, whatever the sandbox's grace", async () => {
  const stage = await openStage({
    pace: PACE,
    timings: { tokenTimeout: 20_000, lease: 20_000 },
    sandbox: { graceInSeconds: 600 },
  })
  const { keeper, control, db } = stage
  const { grantId } = await stage.consent({ choose: "mapleFlorist" })
  const where = { grantId, rotation: 1 }
  const select = { id: true, refreshTokenSealed: true }
  const { id, refreshTokenSealed } = await db.tokenSet.findFirstOrThrow({ where, select })
  const parent = await keeper.vault.open(refreshTokenSealed ?? "", refreshTokenPlace(id))
  await refreshGrant(keeper, grantId)
  await keeper.xero.refresh(parent)
  const inside = await countInvariants(stage)
  await control.setClock(19)
  // The current one, for the first time, and then what it was long ago.
  await refreshGrant(keeper, grantId)
  const current = await countInvariants(stage)
  await keeper.xero.refresh(parent)
  const outside = await countInvariants(stage)
  await stage.close()
  expect([inside, current, outside].map((one) => one.outsideGrace)).toEqual([0, 0, 1])
}, 60_000)
