import { createHash } from "node:crypto"
import type { Db, Tx } from "@/lib/db/create-db"
import { addressBlock } from "@/lib/members/address-block"

const MINUTE_IN_SECONDS = 60
const HOUR_IN_SECONDS = 60 * MINUTE_IN_SECONDS

/**
 * What is counted. Beyond the free tries each one makes the next wait, 15 s, 30 s, 60 s … up to the longest wait; after each
 * longest wait without a try one is forgotten. An account never makes anybody wait: once it is guessed at, it only takes
 * the free tries of browsers that have not signed in to it. An IPv6 network is a /48, which one customer may hold whole.
 */
const LIMITS = {
  pair: { freeTries: 5, longestInSeconds: HOUR_IN_SECONDS },
  address: { freeTries: 20, longestInSeconds: 15 * MINUTE_IN_SECONDS },
  network: { freeTries: 100, longestInSeconds: MINUTE_IN_SECONDS },
  account: { freeTries: 10, longestInSeconds: 15 * MINUTE_IN_SECONDS },
  device: { freeTries: 5, longestInSeconds: HOUR_IN_SECONDS },
  session: { freeTries: 5, longestInSeconds: HOUR_IN_SECONDS },
  secondStep: { freeTries: 5, longestInSeconds: HOUR_IN_SECONDS },
  codes: { freeTries: 20, longestInSeconds: 15 * MINUTE_IN_SECONDS },
} as const

const FIRST_WAIT_IN_SECONDS = 15
// 2^8 first waits are longer than any longest; an account is guessed at for at most a day after the last guess.
const MOST_BEYOND_FREE = 8
const MOST_OF_ACCOUNT = 100

/**
 * How long nobody may try in this way, 0 when one may try now, and whether the account is guessed at. Only reads, so that
 * waiting costs next to nothing.
 */
export async function findStanding(tx: Tx, way: TryBy): Promise<Standing> {
  const counters = countersOf(way)
  const account = counters.find((one) => one.kind === "account")?.key ?? ""
  const [row] = await tx.$queryRaw<{ wait: number | null; isGuessedAt: boolean | null }[]>`
    SELECT ceil(extract(epoch FROM max("nextTryAt") - clock_timestamp()))::int AS "wait",
      bool_or("key" = ${account} AND "count" >= ${LIMITS.account.freeTries}) AS "isGuessedAt"
    FROM "Throttle" WHERE "key" = ANY(${counters.map((one) => one.key)})`
  return { waitInSeconds: Math.max(0, row?.wait ?? 0), isGuessedAt: row?.isGuessedAt ?? false }
}

/**
 * Counts one try before the password is looked at, so that tries at the same moment cannot pass together; or counts
 * nothing where it has to wait. An account counts by its e-mail alone, whether or not it exists.
 */
export function countTry(on: Db, way: TryBy): Promise<TryOutcome> {
  return on.$transaction(async (tx): Promise<TryOutcome> => {
    const counters = countersOf(way)
    await tx.$executeRaw`
      INSERT INTO "Throttle" ("key") SELECT unnest(${counters.map((one) => one.key)}::text[])
      ON CONFLICT ("key") DO NOTHING`
    const rows = await lock(tx, counters)
    const wait = Math.max(...rows.map((row) => row.wait))
    if (wait > 0) return { kind: "throttled", retryAfterInSeconds: Math.ceil(wait) }
    const account = rows.find((row) => row.kind === "account")
    const isGuessedAt = account !== undefined && account.count >= LIMITS.account.freeTries
    await write(tx, rows, isGuessedAt)
    const beginsGuessing = account?.count === LIMITS.account.freeTries - 1
    return { kind: "counted", isGuessedAt, beginsGuessing }
  })
}

/**
 * The password was right, so the try does not count. It clears what is this browser's alone; of what others share it takes
 * back itself, or a guesser could clear the rest with an account of their own.
 */
export async function forgetTry(tx: Tx, way: TryBy): Promise<void> {
  const counters = countersOf(way)
  await lock(tx, counters)
  const own = counters.filter((one) => !SHARED.has(one.kind)).map((one) => one.key)
  await tx.throttle.deleteMany({ where: { key: { in: own } } })
  const shared = counters.filter((one) => SHARED.has(one.kind)).map((one) => one.key)
  await tx.$executeRaw`
    UPDATE "Throttle" SET "count" = greatest(0, "count" - 1), "nextTryAt" = date_trunc('milliseconds', clock_timestamp())
    WHERE "key" = ANY(${shared})`
}

const SHARED = new Set<CounterKind>(["address", "network", "account", "codes"])

/** Their rows locked in the order of their keys, so that two who lock the same ones never wait for each other. */
async function lock(tx: Tx, counters: Counter[]): Promise<LockedCounter[]> {
  const rows = await tx.$queryRaw<CounterRow[]>`
    SELECT "key", "count", extract(epoch FROM clock_timestamp() - "countedAt")::float8 AS "age",
      extract(epoch FROM "nextTryAt" - clock_timestamp())::float8 AS "wait"
    FROM "Throttle" WHERE "key" = ANY(${counters.map((one) => one.key)}) ORDER BY "key" FOR UPDATE`
  return counters.map(({ key, kind }) => {
    const { count, age, wait } = rows.find((row) => row.key === key) ?? NEW_ROW
    const { longestInSeconds } = LIMITS[kind]
    const forgotten = Math.max(0, Math.floor(age / longestInSeconds))
    const left = Math.max(0, count - forgotten)
    return {
      key,
      kind,
      count: left,
      age: left === 0 ? 0 : age - forgotten * longestInSeconds,
      wait,
    }
  })
}

const NEW_ROW = { count: 0, age: 0, wait: 0 }

// The column holds milliseconds: rounded up, "now" would be a wait.
async function write(tx: Tx, rows: LockedCounter[], isGuessedAt: boolean): Promise<void> {
  const counts = rows.map(({ kind, count }) => Math.min(count + 1, mostOf(kind)))
  const delays = rows.map(({ kind }, at) => delayAfter(kind, counts[at] ?? 0, isGuessedAt))
  await tx.$executeRaw`
    UPDATE "Throttle" t SET "count" = n."count",
      "countedAt" = clock_timestamp() - n."age" * interval '1 second',
      "nextTryAt" = date_trunc('milliseconds', clock_timestamp()) + n."delay" * interval '1 second'
    FROM unnest(${rows.map((row) => row.key)}::text[], ${counts}::int[], ${rows.map((row) => row.age)}::float8[],
      ${delays}::float8[]) AS n("key", "count", "age", "delay")
    WHERE t."key" = n."key"`
}

function mostOf(kind: CounterKind): number {
  return kind === "account" ? MOST_OF_ACCOUNT : LIMITS[kind].freeTries + MOST_BEYOND_FREE
}

function delayAfter(kind: CounterKind, count: number, isGuessedAt: boolean): number {
  const { freeTries, longestInSeconds } = LIMITS[kind]
  const free = kind === "pair" && isGuessedAt ? 1 : freeTries
  if (kind === "account" || count < free) return 0
  return Math.min(FIRST_WAIT_IN_SECONDS * 2 ** (count - free), longestInSeconds)
}

function countersOf(way: TryBy): Counter[] {
  if (way.kind === "session") return [{ kind: "session", key: `step-up:session:${way.sessionId}` }]
  if (way.kind === "code") {
    return [
      { kind: "codes", key: `step-up:member:${way.memberId}` },
      { kind: "session", key: `step-up:session:${way.sessionId}` },
    ]
  }
  if (way.kind === "second_step") return [secondStepCounter(way)]
  if (way.kind === "device") return [{ kind: "device", key: `sign-in:device:${way.deviceId}` }]
  const { address, network } = addressBlock(way.address)
  // Hashed, because people type passwords into the e-mail field.
  const account = createHash("sha256").update(way.email).digest("hex")
  const counters: Counter[] = [
    { kind: "account", key: `sign-in:account:${account}` },
    { kind: "address", key: `sign-in:address:${address}` },
    { kind: "pair", key: `sign-in:pair:${account}:${address}` },
  ]
  if (network !== null) counters.push({ kind: "network", key: `sign-in:network:${network}` })
  return counters.sort((one, other) => (one.key < other.key ? -1 : 1))
}

/** Only whoever has the password gets here: a stranger's failures make other strangers at this account wait. */
function secondStepCounter({ memberId, deviceId }: SecondStepTry): Counter {
  if (deviceId === null) return { kind: "secondStep", key: `second-step:member:${memberId}` }
  return { kind: "device", key: `second-step:device:${memberId}:${deviceId}` }
}

type CounterKind = keyof typeof LIMITS
type Counter = { kind: CounterKind; key: string }
type CounterRow = { key: string; count: number; age: number; wait: number }
type LockedCounter = Counter & Omit<CounterRow, "key">
/** The code after the password; `deviceId`: of a browser that has signed in to this account before. */
type SecondStepTry = { kind: "second_step"; memberId: string; deviceId: string | null }
/**
 * `device`: a browser that has signed in to this account before. `session`: a member who is signed in. `code`: the same with
 * a code of six digits, which all of a member's sessions together could guess.
 */
export type TryBy =
  | { kind: "stranger"; email: string; address: string }
  | { kind: "device"; deviceId: string }
  | { kind: "session"; sessionId: string }
  | { kind: "code"; sessionId: string; memberId: string }
  | SecondStepTry
export type Standing = { waitInSeconds: number; isGuessedAt: boolean }
export type TryOutcome =
  /** `beginsGuessing`: if it fails, it is the one by which the account counts as guessed at. */
  | { kind: "counted"; isGuessedAt: boolean; beginsGuessing: boolean }
  | { kind: "throttled"; retryAfterInSeconds: number }
