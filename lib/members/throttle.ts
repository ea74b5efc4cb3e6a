import { createHash } from "node:crypto"
import { isIPv6 } from "node:net"
import type { Tx } from "@/lib/db/create-db"

const WINDOW_IN_SECONDS = 15 * 60
const TRIES_PER_ACCOUNT = 10
const TRIES_PER_ADDRESS = 50
const KEPT_FOR_IN_SECONDS = 24 * 60 * 60

/**
 * Counts one try against an account and the address it comes from, before the password is looked at, so that tries at
 * the same moment cannot pass together. An account counts by its e-mail alone, whether or not it exists. Tries from a
 * throttled address do not count against the account: one attacker cannot lock everyone out.
 */
export async function countTry(tx: Tx, by: TryBy): Promise<TryOutcome> {
  const address = await count(tx, addressKey(by.address))
  if (address.tries > TRIES_PER_ADDRESS) return throttled(address, TRIES_PER_ADDRESS)
  const account = await count(tx, accountKey(by.email))
  if (account.tries > TRIES_PER_ACCOUNT) return throttled(account, TRIES_PER_ACCOUNT)
  return { kind: "counted" }
}

/** A successful attempt does not count, and clears the account. */
export async function forgetTry(tx: Tx, by: TryBy): Promise<void> {
  await tx.throttle.deleteMany({ where: { key: accountKey(by.email) } })
  await tx.throttle.updateMany({
    where: { key: addressKey(by.address), count: { gt: 0 } },
    data: { count: { decrement: 1 } },
  })
  const before = new Date(Date.now() - KEPT_FOR_IN_SECONDS * 1000)
  await tx.throttle.deleteMany({ where: { windowStartedAt: { lt: before } } })
}

async function count(tx: Tx, key: string): Promise<Counter> {
  const rows = await tx.$queryRaw<Counter[]>`
    INSERT INTO "Throttle" AS t ("key", "count", "windowStartedAt")
    VALUES (${key}, 1, clock_timestamp())
    ON CONFLICT ("key") DO UPDATE SET
      "count" = CASE WHEN t."windowStartedAt" + make_interval(secs => ${WINDOW_IN_SECONDS}) <= clock_timestamp()
        THEN 1 ELSE t."count" + 1 END,
      "windowStartedAt" = CASE WHEN t."windowStartedAt" + make_interval(secs => ${WINDOW_IN_SECONDS}) <= clock_timestamp()
        THEN clock_timestamp() ELSE t."windowStartedAt" END
    RETURNING "count" AS tries,
      ceil(extract(epoch FROM "windowStartedAt" - clock_timestamp()) + ${WINDOW_IN_SECONDS})::int AS "secondsLeft"`
  const [row] = rows
  if (row === undefined) throw new Error("the counter gave no row")
  return row
}

function throttled(counter: Counter, limit: number): TryOutcome {
  const isFirst = counter.tries === limit + 1
  return { kind: "throttled", retryAfterInSeconds: Math.max(1, counter.secondsLeft), isFirst }
}

// Hashed, because people type passwords into the e-mail field.
function accountKey(email: string): string {
  return `sign-in:account:${createHash("sha256").update(email).digest("hex")}`
}

// An IPv6 customer holds a whole /64, so the addresses in it count as one.
function addressKey(address: string): string {
  if (!isIPv6(address)) return `sign-in:address:${address}`
  const [head = "", tail = ""] = address.split("::")
  const front = head.split(":").filter(Boolean)
  const zeros = 8 - front.length - tail.split(":").filter(Boolean).length
  const groups = address.includes("::") ? [...front, ...Array(zeros).fill("0")] : front
  return `sign-in:address:${groups.slice(0, 4).join(":")}::/64`
}

type Counter = { tries: number; secondsLeft: number }
export type TryBy = { email: string; address: string }
export type TryOutcome =
  | { kind: "counted" }
  /** `isFirst`: the first try of this window that was turned away, the one worth an event. */
  | { kind: "throttled"; retryAfterInSeconds: number; isFirst: boolean }
