import { randomUUID } from "node:crypto"
import { beforeAll, expect, it } from "vitest"
import { reconcile } from "@/keeper/alerts/watch/reconcile"
import { alertDetail } from "@/lib/alerts/alert-detail"
import { shareTestDb } from "@/lib/db/share-test-db"
import { addApp } from "@/lib/tenants/testing"
import { alertText } from "@/lib/words/alert-text"

const made = shareTestDb()
let xeroAppId: string
beforeAll(async () => {
  xeroAppId = await addApp(made.db, { current: true })
  await made.db.xeroApp.update({ where: { id: xeroAppId }, data: { countedAt: new Date() } })
  await made.db.planSettings.create({ data: { plan: "starter" } })
})

/** Xero counts so many connections, and one of a demo company; the alerts about the plan then, in words. */
async function countAndLook(connections: number): Promise<[number, string][]> {
  await made.db.appConnection.deleteMany()
  const names = [
    ...Array.from({ length: connections }, (_, at) => `Company ${at}`),
    "Demo Company (AU)",
  ]
  await made.db.appConnection.createMany({
    data: names.map((name) => {
      const ids = { connectionId: randomUUID(), tenantId: randomUUID() }
      return { ...ids, xeroAppId, name, type: "ORGANISATION" }
    }),
  })
  await made.db.$transaction((tx) => reconcile(tx, null))
  const alerts = await made.db.alert.findMany({ orderBy: { openedAt: "asc" } })
  return alerts.map(({ kind, level, detail, resolution }) => {
    const facts = { kind, level, detail: alertDetail.parse(detail), resolution: resolution as null }
    return [level, alertText(facts).title]
  })
}

it("a plan that fills is told at 80 per cent, again when it is full, and when it has room again", async () => {
  expect(await countAndLook(3)).toEqual([])
  const nearly = [[80, "Xero's plan Starter is 80 % full"]]
  expect(await countAndLook(4)).toEqual(nearly)
  expect(await countAndLook(4)).toEqual(nearly)
  expect(await countAndLook(5)).toEqual([[100, "Xero's plan Starter is full"]])
  const over = [100, "Xero's plan has room again"]
  expect(await countAndLook(2)).toEqual([over])
  expect(await countAndLook(4)).toEqual([over, ...nearly])
})
