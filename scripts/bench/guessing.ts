import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import type { Db } from "@/lib/db/create-db"
import { hashPassword } from "@/lib/members/password"
import { listProcesses, type Stack } from "@/scripts/check/stack"
import { median } from "./median"
import { openProduct, type Product } from "./open-product"
import { readFlags } from "./read-flags"

// npm run bench:guessing: one account is guessed at, from one address and from a thousand, over the whole product. Its owner
// signs in meanwhile, as does another member, each from an address of their own; who is known, from the guesser's. Some
// three minutes after the build. `-- --seconds 60` measures each for longer.
const TRIES_A_MINUTE = [0, 1_000, 4_000]
const GUESSERS = [1, 1_000]
const { seconds: SECONDS } = readFlags({ seconds: 20 })
const SIGN_INS_EVERY_IN_MILLISECONDS = 1_000
const OTHER = "other@tenantry.example"

await measure(await openProduct())

async function measure({ stack, db }: Product): Promise<void> {
  const passwordHash = await hashPassword(stack.owner.password)
  await db.member.create({ data: { email: OTHER, name: "Other", role: "viewer", passwordHash } })
  const webPid = (await listProcesses(stack)).web
  const rows: object[] = []
  for (const guessers of GUESSERS) {
    for (const triesAMinute of TRIES_A_MINUTE) {
      await db.throttle.deleteMany()
      rows.push(await attack(await openSide(stack, db), { guessers, triesAMinute, webPid }))
    }
  }
  console.table(rows)
}

async function attack(side: Side, { guessers, triesAMinute, webPid }: Attack): Promise<object> {
  const [owner, known, other, guesses] = [newTally(), newTally(), newTally(), newTally()]
  const { owner: right, known: device } = side
  const until = performance.now() + SECONDS * 1_000
  const pending: Promise<void>[] = []
  const start = (tally: Tally, entry: Entry) => pending.push(enter(side, tally, entry))
  await Promise.all([
    everyFew(until, triesAMinute === 0 ? Number.POSITIVE_INFINITY : 60_000 / triesAMinute, (at) =>
      start(guesses, { email: right.email, password: `guess ${at}`, from: guesser(at % guessers) }),
    ),
    everyFew(until, SIGN_INS_EVERY_IN_MILLISECONDS, (at) => {
      start(owner, { ...right, from: `198.51.100.${at}` })
      start(other, { ...right, email: OTHER, from: `192.0.2.${at}` })
      start(known, { ...right, from: guesser(0), device })
    }),
  ])
  await Promise.all(pending)
  return {
    "guessing addresses": guessers,
    "tries a minute": triesAMinute,
    "looked at": guesses.refused,
    "told to wait": guesses.throttled,
    "owner, new browser": said(owner),
    "owner, known browser": said(known),
    "other member": said(other),
    counters: await side.db.throttle.count(),
    "web MB": memoryOf(webPid),
  }
}

async function everyFew(until: number, milliseconds: number, act: (at: number) => void) {
  if (milliseconds === Number.POSITIVE_INFINITY) return
  const startedAt = performance.now()
  for (let at = 0; performance.now() < until; at += 1) {
    act(at)
    await sleep(Math.max(0, startedAt + (at + 1) * milliseconds - performance.now()))
  }
}

async function enter(side: Side, tally: Tally, entry: Entry): Promise<void> {
  const startedAt = performance.now()
  const { email, password, from, device = "" } = entry
  const answer = await fetch(`${side.baseUrl}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: {
      origin: side.baseUrl,
      cookie: `${side.csrfCookie}; ${device}`,
      "x-forwarded-for": from,
    },
    body: new URLSearchParams({ email, password, csrfToken: side.csrfToken }),
  })
  await answer.arrayBuffer()
  tally.milliseconds.push(performance.now() - startedAt)
  const location = answer.headers.get("location") ?? ""
  if (location.includes("throttled")) tally.throttled += 1
  else if (location.includes("error")) tally.refused += 1
  else tally.entered += 1
  const cookies = answer.headers.getSetCookie().map((one) => one.split(";")[0] ?? "")
  tally.device = cookies.find((one) => one.includes("tenantry_device")) ?? tally.device
}

async function openSide(stack: Stack, db: Db): Promise<Side> {
  const { baseUrl, owner } = stack
  const answer = await fetch(`${baseUrl}/api/auth/csrf`)
  const { csrfToken } = (await answer.json()) as { csrfToken: string }
  const csrfCookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ")
  const side = { baseUrl, owner, db, csrfToken, csrfCookie, known: "" }
  const first = newTally()
  await enter(side, first, { ...owner, from: "192.0.2.200" })
  return { ...side, known: first.device }
}

function guesser(at: number): string {
  return `203.0.${at >> 8}.${at & 255}`
}

function newTally(): Tally {
  return { entered: 0, refused: 0, throttled: 0, milliseconds: [], device: "" }
}

function said({ entered, milliseconds }: Tally): string {
  return `${entered} of ${milliseconds.length}, ${median(milliseconds).toFixed(0)} ms`
}

function memoryOf(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8")
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_000)
}

type Side = {
  baseUrl: string
  owner: { email: string; password: string }
  db: Db
  csrfToken: string
  csrfCookie: string
  /** The cookie of a browser in which the owner has signed in. */
  known: string
}
type Entry = { email: string; password: string; from: string; device?: string }
type Attack = { guessers: number; triesAMinute: number; webPid: number | undefined }
type Tally = {
  entered: number
  refused: number
  throttled: number
  milliseconds: number[]
  device: string
}
