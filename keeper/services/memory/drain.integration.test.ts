import { expect, it } from "vitest"
import { startKeeperProcess } from "@/keeper/testing/keeper-process"
import { askToken, createTestService, formOf } from "@/keeper/testing/services"
import { startTestEnv } from "@/keeper/testing/start-test-env"

it("a keeper that is told to stop writes the ledger first", async () => {
  const testEnv = await startTestEnv()
  await testEnv.consent({ choose: "mapleFlorist" })
  const keeper = await startKeeperProcess(testEnv.env)
  const form = formOf(await createTestService(testEnv))
  for (let n = 0; n < 20; n += 1) expect((await askToken(keeper, form)).status).toBe(200)
  await keeper.kill("SIGTERM")
  const { _sum } = await testEnv.db.tokenFetch.aggregate({ _sum: { fetches: true } })
  expect(_sum.fetches).toBe(20)
  expect(keeper.lines.join("")).toContain('"stopped"')
  expect(keeper.lines.join("")).not.toMatch(/tnt_|eyJ/)
  await testEnv.close()
})
