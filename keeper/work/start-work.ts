import { setTimeout as sleep } from "node:timers/promises"
import { deliverDue } from "@/keeper/alerts/deliver/deliver-due"
import { streamEvents } from "@/keeper/alerts/deliver/stream-events"
import { watchAlerts } from "@/keeper/alerts/watch/watch-alerts"
import { chainEvents } from "@/keeper/audit/chain-events"
import { finishConsents } from "@/keeper/consent/finish-consents"
import { judgeLeftAnswers } from "@/keeper/consent/judge-answer"
import { countDue } from "@/keeper/counted/count-connections"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { importRow } from "@/keeper/imports/import-row"
import { claimImportRows } from "@/keeper/imports/take-row-lease"
import { settleIncidents } from "@/keeper/incidents/settle-incidents"
import { keepJournal } from "@/keeper/journal/keep-journal"
import type { Keeper } from "@/keeper/keeper"
import { resealMailServer } from "@/keeper/mail/mail-server"
import { sendDueMails } from "@/keeper/mail/send-due"
import { resealCodeApps } from "@/keeper/members/factors/code-apps"
import { claimChecks, claimRefreshes } from "@/keeper/work/claim"
import { removeOld } from "@/keeper/work/remove-old"
import { scrub } from "@/keeper/work/scrub"
import { kindOf } from "@/lib/log"

const REFRESHES_AT_ONCE = 5
const CHECKS_AT_ONCE = 2
const IMPORTS_AT_ONCE = 5
const LOOK_EVERY_POLLS = 5
// Sooner if this keeper has stored something to send.
const DELIVER_EVERY_POLLS = 10
const MAIL_EVERY_POLLS = 2
const JOURNAL_EVERY_POLLS = 30
const COUNT_EVERY_POLLS = 30
const SCRUB_EVERY_POLLS = 60
const REMOVE_EVERY_POLLS = 600
const RESEAL_EVERY_POLLS = 3_600

/** What is done again and again, and how often at least. */
const WORK: [task: (keeper: Keeper) => Promise<void>, polls: number][] = [
  [judgeLeftAnswers, LOOK_EVERY_POLLS],
  [settleIncidents, LOOK_EVERY_POLLS],
  [chainEvents, LOOK_EVERY_POLLS],
  [keepJournal, JOURNAL_EVERY_POLLS],
  [countDue, COUNT_EVERY_POLLS],
  [scrub, SCRUB_EVERY_POLLS],
  [removeOld, REMOVE_EVERY_POLLS],
  [resealCodeApps, RESEAL_EVERY_POLLS],
  [resealMailServer, RESEAL_EVERY_POLLS],
  [watchAlerts, LOOK_EVERY_POLLS],
  [streamEvents, LOOK_EVERY_POLLS],
  [sendDueMails, MAIL_EVERY_POLLS],
]

/**
 * The work that no one asks for: it retries and confirms refreshes when they fall due, keeps chains alive, checks
 * tenants, completes consents that were cut off, presents imported tokens, closes incidents, sends alerts and mails, chains events, keeps the journal,
 * scrubs superseded secrets, removes old rows and seals anew what an older key sealed. Any number of keepers share it,
 * because a claim is one statement that skips what another has locked. In a copied database it only checks whether the
 * database is still a copy.
 */
export function startWork(keeper: Keeper): { stop(): Promise<void> } {
  let stopping = false
  const { guard } = keeper
  const loops = [
    runPool(claimRefreshes, refreshGrant, REFRESHES_AT_ONCE),
    runPool(claimChecks, finishConsents, CHECKS_AT_ONCE),
    runPool(claimImportRows, importRow, IMPORTS_AT_ONCE),
    loop(() => guard.look(), LOOK_EVERY_POLLS),
    ...WORK.map(([task, polls]) => loop(unlessCopy(task), polls)),
    loop(unlessCopy(deliverDue), DELIVER_EVERY_POLLS, () => keeper.alerts.deliveriesStored),
  ]

  /** Works on up to `atOnce` grants or imported rows at once; a slow one blocks only its own slot, not the others of its claim. */
  async function runPool(claim: Claim, verb: Verb, atOnce: number): Promise<void> {
    const running = new Set<Promise<void>>()
    while (!stopping) {
      const claimed = await claimUnlessCopy(claim, atOnce - running.size)
      for (const grantId of claimed) {
        const one = attempt(verb, grantId).finally(() => running.delete(one))
        running.add(one)
      }
      if (running.size >= atOnce) await Promise.race(running)
      else if (claimed.length === 0) await pause(1)
    }
    await Promise.all(running)
  }

  async function claimUnlessCopy(claim: Claim, limit: number): Promise<string[]> {
    if (guard.isCopy()) return []
    return claim(keeper, limit).catch((cause: unknown) => {
      logFailure(keeper, cause)
      return []
    })
  }

  async function loop(task: () => Promise<void>, polls: number, isDue = NEVER): Promise<void> {
    while (!stopping) {
      await task().catch((cause: unknown) => logFailure(keeper, cause))
      await pause(polls, isDue)
    }
  }

  function unlessCopy(task: (keeper: Keeper) => Promise<void>): () => Promise<void> {
    return async () => {
      if (!guard.isCopy()) await task(keeper)
    }
  }

  /** Waits, and ends early when something is due. */
  async function pause(polls: number, isDue = NEVER): Promise<void> {
    const until = performance.now() + keeper.timings.workPoll * polls * (0.75 + Math.random() / 2)
    while (!stopping && !isDue() && performance.now() < until)
      await sleep(Math.min(250, keeper.timings.workPoll))
  }

  async function attempt(verb: Verb, grantId: string): Promise<void> {
    await verb(keeper, grantId).catch((cause: unknown) => {
      keeper.log.error({ event: "grant_work_failed", grantId, reason: kindOf(cause) })
    })
  }

  return {
    async stop() {
      stopping = true
      await Promise.all(loops)
    },
  }
}

function logFailure({ log, numbers }: Keeper, cause: unknown): void {
  numbers.workFailures += 1
  log.error({ event: "work_failed", reason: kindOf(cause) })
}

const NEVER = () => false

type Claim = (keeper: Keeper, limit: number) => Promise<string[]>
type Verb = (keeper: Keeper, grantId: string) => Promise<unknown>
