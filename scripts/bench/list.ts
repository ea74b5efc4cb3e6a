import { emptyTables } from "@/keeper/testing/empty-tables"
import type { Db } from "@/lib/db/create-db"
import type { Stack } from "@/scripts/check/stack"
import { crowd } from "@/scripts/seed/crowd"
import { seedHistory } from "@/scripts/seed/history"
import { median } from "./median"
import { type Loaded, loadPage, openProduct, type Product } from "./open-product"
import { readFlags } from "./read-flags"
import { signIn } from "./sign-in"

// npm run bench:list: what the list and the overview cost with 10,000 organisations compared with 10, on one product in one
// run; some three minutes after the build. `-- --rounds 20` measures for longer, `-- --sizes 10,10000,100000` other sizes.
const PATHS = ["/organisations", "/"] as const
const { rounds: ROUNDS, sizes: SIZES } = readFlags({ rounds: 5, sizes: [10, 10_000] })
const REQUESTS_A_ROUND = 20
const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1_000

// At the pace that the keeper has with Xero: in tests it works twenty times as often beside the pages.
await measure(await openProduct({ KEEPER_PACE: "1" }))

async function measure({ stack, db }: Product): Promise<void> {
  const cookie = await signIn(stack)
  const samples = new Map<string, Loaded[]>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const size of SIZES) {
      await fill(db, size)
      for (const path of PATHS) {
        const key = `${path} ${size}`
        const taken = await sampleOften(stack, cookie, path)
        samples.set(key, [...(samples.get(key) ?? []), ...taken])
      }
    }
  }
  for (const path of PATHS) {
    report(
      path,
      SIZES.map((size) => ({ size, ...medians(samples.get(`${path} ${size}`) ?? []) })),
    )
  }
}

async function fill(db: Db, organisations: number): Promise<void> {
  await emptyTables(db, "AuditEvent", "Connection", "Grant", "Incident", "Tenant")
  const app = await db.xeroApp.findFirstOrThrow({ where: { current: true }, select: { id: true } })
  const member = await db.member.findFirstOrThrow({ select: { id: true } })
  await crowd(db, { appId: app.id, memberId: member.id, organisations })
  // Each chain is refreshed once a day at least.
  await seedHistory(db, { everyHours: 24 })
  // The keeper would find that Xero lists none of them, and check one after the other while the pages are measured.
  await db.xeroApp.updateMany({ data: { countDueAt: new Date(Date.now() + DAY_IN_MILLISECONDS) } })
  // As PostgreSQL does by itself within minutes.
  await db.$executeRaw`VACUUM ANALYZE`
}

/** The first is for warming up. */
async function sampleOften(stack: Stack, cookie: string, path: string): Promise<Loaded[]> {
  const samples: Loaded[] = []
  for (let n = 0; n <= REQUESTS_A_ROUND; n++) samples.push(await loadPage(stack, { cookie, path }))
  return samples.slice(1)
}

function medians(samples: Loaded[]): Loaded {
  return {
    milliseconds: median(samples.map((one) => one.milliseconds)),
    bytes: median(samples.map((one) => one.bytes)),
  }
}

function report(path: string, sizes: (Loaded & { size: number })[]): void {
  const [fewest] = sizes
  if (fewest === undefined) return
  for (const { size, milliseconds, bytes } of sizes) {
    const [time, weight] = [milliseconds / fewest.milliseconds, bytes / fewest.bytes]
    const ratios = `time ${time.toFixed(2)}, bytes ${weight.toFixed(2)} of those with ${fewest.size}`
    console.log(
      `${path}, ${size} organisations: ${milliseconds.toFixed(1)} ms, ${bytes} bytes (medians); ${ratios}`,
    )
  }
}
