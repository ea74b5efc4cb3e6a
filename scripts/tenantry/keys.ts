import { setTimeout as sleep } from "node:timers/promises"
import { findJournal, openStore } from "@/keeper/journal/open-store"
import { countKeys, type JournalStore } from "@/keeper/journal/store"
import { pauseReseal, readKeys, readReseal, startReseal } from "@/keeper/keys/manage-reseal"
import { workOnReseal } from "@/keeper/keys/reseal-work"
import { findCode } from "@/keeper/outgoing/failure-code"
import { DAMAGED } from "@/lib/damaged-values"
import { formatAmount } from "@/lib/format"
import { listPresent } from "@/lib/list-present"
import { journalTroubleText } from "@/lib/words/journal-trouble-text"
import { done, failed, type Result, wrongWords } from "./command"
import { type Installation, openInstallation, requireSealingKey } from "./open-installation"

const POLL_IN_MS = 1_000
const WAITS = "waits until it comes first again"
const UNREAD = "The journal cannot be read now, so nobody knows which keys it needs. Keep them all."
const MISSING = "is MISSING, or another key has its id"

/** Tells what hangs on each key, or seals everything anew with the first one, whether Tenantry runs or not. */
export async function keys(words: string[]): Promise<Result> {
  const [asked = "show", ...rest] = words
  const act = rest.length === 0 && Object.hasOwn(ACTS, asked) ? ACTS[asked] : undefined
  if (act === undefined) return wrongWords("Add nothing, or one of: reseal, pause, resume.")
  const installation = await openInstallation()
  return act(installation).finally(installation.close)
}

async function show(installation: Installation): Promise<Result> {
  const read = await readKeys(holderOf(installation))
  const { reseal: state } = read
  const how = state?.isPaused ? "is paused" : read.sealingKeyId === state?.keyId ? "goes on" : WAITS
  const lines = listPresent([
    ...read.keys.flatMap((key) => tell(key, read)),
    !read.isJournalRead && UNREAD,
    state?.finishedAt === null &&
      `Sealing anew with ${state.keyId} ${how}: ${formatAmount(state.done, "value")} so far.`,
  ])
  return done(lines.join("\n"), read)
}

function tell(
  { keyId, isHere, kinds, signIns, organisations }: Key,
  { sealingKeyId: sealing, isJournalRead }: Pick<Read, "sealingKeyId" | "isJournalRead">,
): string[] {
  const values = kinds.reduce((sum, one) => sum + one.values, 0)
  const role = isHere ? (keyId === sealing ? "seals" : "opens") : MISSING
  const isFree = isHere && keyId !== sealing && values === 0 && isJournalRead
  const reconnect = `  ${keyId === DAMAGED ? "Because of them" : "Without it"} ${formatAmount(signIns, "sign-in")} must be reconnected: ${organisations.join(", ")}`
  return listPresent([
    keyId === DAMAGED
      ? `Damaged, so that no key opens them: ${formatAmount(values, "value")}`
      : `${keyId} ${role}: ${formatAmount(values, "value")}`,
    ...kinds.map((one) => `  ${one.kind}: ${one.values}`),
    isFree &&
      `  Nothing depends on ${keyId}: you can take it out of VAULT_KEYS. Keep it for as long as you keep older back-ups.`,
    !isHere && signIns > 0 && reconnect,
  ])
}

/** Does the work itself where no keeper does. Of the journal it leaves the files that a keeper writes to. */
async function reseal(installation: Installation): Promise<Result> {
  const { db, vault } = installation
  await requireSealingKey(installation)
  await startReseal(installation, null)
  const worker = { id: `command-${process.pid}`, db, vault, draining: false }
  for (;;) {
    await workOnReseal(worker)
    const state = await readReseal(db)
    if (state === null || state.isPaused || state.finishedAt !== null) break
    console.error(`${formatAmount(state.done, "value")} so far …`)
    await sleep(POLL_IN_MS)
  }
  await resealJournal(installation)
  return show(installation)
}

async function pause(installation: Installation, isPaused: boolean): Promise<Result> {
  const { kind } = await pauseReseal(installation, null, { isPaused })
  return kind === "not_running"
    ? failed("Nothing is being sealed anew.")
    : done(`It is ${kind}.`, { kind })
}

function holderOf(installation: Installation) {
  const { db, vault } = installation
  const countJournal = () =>
    withJournal(installation, {
      use: (store) => countKeys(store).catch(() => null),
      without: {},
    })
  return { db, vault, journal: { countKeys: countJournal } }
}

async function resealJournal(installation: Installation): Promise<void> {
  const use = (store: JournalStore) =>
    store.reseal(installation.vault).catch((cause: Error) => {
      throw new Error(
        `The database is done, but the journal ${store.name} cannot be sealed anew: ${journalTroubleText(findCode(cause) ?? cause.message)}.`,
        { cause },
      )
    })
  await withJournal(installation, { use, without: undefined })
}

async function withJournal<T>(
  { source }: Installation,
  { use, without }: { use: (store: JournalStore) => Promise<T>; without: T },
): Promise<T> {
  const place = findJournal(source)
  if (place === null) return without
  const store = openStore(place, { keeperId: "command", source })
  return use(store).finally(store.close)
}

const ACTS: Record<string, (installation: Installation) => Promise<Result>> = {
  show,
  reseal,
  pause: (installation) => pause(installation, true),
  resume: (installation) => pause(installation, false),
}

type Read = Awaited<ReturnType<typeof readKeys>>
type Key = Read["keys"][number]
