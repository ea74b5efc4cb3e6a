import { expect, it } from "vitest"
import { startKeeperProcess } from "@/keeper/testing/keeper-process"
import { openStage } from "@/keeper/testing/open-stage"
import { askToken, createTestService, formOf } from "@/keeper/testing/services"

it("a keeper that is told to stop writes the ledger first", async () => {
  const stage = await openStage()
  await stage.consent({ choose: "mapleFlorist" })
  const keeper = await startKeeperProcess(stage.env)
  const form = formOf(await createTestService(stage))
  for (let n = 0; n < 20; n += 1) expect((await askToken(keeper, form)).status).toBe(200)
  await keeper.kill("SIGTERM")
  const { _sum } = await stage.db.tokenFetch.aggregate({ _sum: { fetches: true } })
  expect(_sum.fetches).toBe(20)
  expect(keeper.lines.join("")).toContain('"stopped"')
  expect(keeper.lines.join("")).not.toMatch(/tnt_|eyJ/)
  await stage.close()
})
