import { setMaxListeners } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { deliverDue } from "@/keeper/alerts/deliver/deliver-due"
import { streamEvents } from "@/keeper/alerts/deliver/stream-events"
import { watchAlerts } from "@/keeper/alerts/watch/watch-alerts"
import { chainEvents } from "@/keeper/audit/chain-events"
import { sendLinks } from "@/keeper/campaigns/send-links"
import { closeOvertaken } from "@/keeper/consent/close-overtaken"
import { finishConsents } from "@/keeper/consent/finish-consents"
import { judgeLeftAnswers } from "@/keeper/consent/judge-answer"
import { countDue } from "@/keeper/counted/count-connections"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { importRow } from "@/keeper/imports/import-row"
import { claimImportRows } from "@/keeper/imports/take-row-lease"
import { settleIncidents } from "@/keeper/incidents/settle-incidents"
import { workOnJobs } from "@/keeper/jobs/work-on-jobs"
import { keepJournal } from "@/keeper/journal/keep-journal"
import type { Keeper } from "@/keeper/keeper"
import { workOnReseal } from "@/keeper/keys/reseal-work"
import { logFailure } from "@/keeper/log-failure"
import { isTroubled, settleMachine } from "@/keeper/machine/settle-machine"
import { resealMailServer } from "@/keeper/mail/mail-server"
import { sendDueMails } from "@/keeper/mail/send-due"
import { claimChecks, claimRefreshes } from "@/keeper/work/claim"
import { forgetFuture } from "@/keeper/work/forget-future"
import { createGate, type IsDue, mayAlert } from "@/keeper/work/gate"
import { removeOld } from "@/keeper/work/remove-old"
import { scrub } from "@/keeper/work/scrub"
import { kindOf } from "@/lib/log"

const LOOK_EVERY_POLLS = 5
// Sooner if this keeper has stored something to send.
const DELIVER_EVERY_POLLS = 10
const MAIL_EVERY_POLLS = 2
const JOBS_EVERY_POLLS = 1
const JOURNAL_EVERY_POLLS = 30
const MACHINE_EVERY_POLLS = 10
const COUNT_EVERY_POLLS = 30
const RESEAL_LOOK_POLLS = 30
const OVERTAKEN_EVERY_POLLS = 600
const SCRUB_EVERY_POLLS = 60
const REMOVE_EVERY_POLLS = 600
const RESEAL_EVERY_POLLS = 3_600

/** What is claimed and done one by one, so many at once. */
const POOLS: OneByOne[] = [
  { claim: claimRefreshes, verb: refreshGrant, atOnce: 5, isDue: ({ refreshes }) => refreshes },
  { claim: claimChecks, verb: finishConsents, atOnce: 2, isDue: ({ checks }) => checks },
  { claim: claimImportRows, verb: importRow, atOnce: 5, isDue: ({ imports }) => imports },
]

/** What is done again and again, how often at least, and what shows that there is something to do. */
const WORK: Work[] = [
  { task: judgeLeftAnswers, polls: LOOK_EVERY_POLLS, isDue: ({ answers }) => answers },
  { task: settleIncidents, polls: LOOK_EVERY_POLLS, isDue: ({ incidents }) => incidents },
  { task: chainEvents, polls: LOOK_EVERY_POLLS, isDue: ({ events }) => events },
  {
    task: keepJournal,
    polls: JOURNAL_EVERY_POLLS,
    isDue: ({ incidents }, { journal }) => journal.isOn || incidents,
  },
  {
    task: settleMachine,
    polls: MACHINE_EVERY_POLLS,
    isDue: ({ incidents }, keeper) => incidents || isTroubled(keeper),
  },
  { task: countDue, polls: COUNT_EVERY_POLLS },
  { task: workOnReseal, polls: RESEAL_LOOK_POLLS },
  { task: closeOvertaken, polls: OVERTAKEN_EVERY_POLLS },
  { task: scrub, polls: SCRUB_EVERY_POLLS },
  { task: forgetFuture, polls: SCRUB_EVERY_POLLS },
  { task: removeOld, polls: REMOVE_EVERY_POLLS },
  { task: resealMailServer, polls: RESEAL_EVERY_POLLS },
  { task: watchAlerts, polls: LOOK_EVERY_POLLS, isDue: mayAlert },
  { task: streamEvents, polls: LOOK_EVERY_POLLS, isDue: ({ streams }) => streams },
  { task: sendLinks, polls: MAIL_EVERY_POLLS, isDue: ({ links }) => links },
  { task: sendDueMails, polls: MAIL_EVERY_POLLS, isDue: ({ mails }) => mails },
  { task: workOnJobs, polls: JOBS_EVERY_POLLS, isDue: ({ jobs }) => jobs },
  {
    task: deliverDue,
    polls: DELIVER_EVERY_POLLS,
    isDue: ({ deliveries }, { alerts }) => deliveries || alerts.deliveriesStored,
    isUrgent: ({ alerts }) => alerts.deliveriesStored,
  },
]

/**
 * The work that no one asks for: it retries and confirms refreshes when they fall due, keeps chains alive, checks
 * tenants, completes consents that were cut off, presents imported tokens, closes incidents and offers that are overtaken, sends alerts and mails, chains
 * events, keeps the journal, scrubs superseded secrets, removes old rows and seals anew what it is asked to. Any number
 * of keepers share it, because a claim is one statement that skips what another has locked. In a copied database it only
 * checks whether the database is still a copy.
 */
export function startWork(keeper: Keeper): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  // Each piece of work waits for it.
  setMaxListeners(0, signal)
  const { guard } = keeper
  const whenDue = createGate(keeper)
  const loops = [
    ...POOLS.map(({ claim, isDue, verb, atOnce }) => runPool(whenDue(claim, isDue), verb, atOnce)),
    loop(() => guard.look(), LOOK_EVERY_POLLS),
    loop(() => keeper.machine.look(), MACHINE_EVERY_POLLS),
    ...WORK.map(({ task, polls, isDue, isUrgent }) =>
      loop(whenDue(task, isDue), polls, isUrgent && (() => isUrgent(keeper))),
    ),
  ]

  /** Works on up to `atOnce` grants or imported rows at once; a slow one blocks only its own slot, not the others of its claim. */
  async function runPool(claim: Pool, verb: Verb, atOnce: number): Promise<void> {
    const running = new Set<Promise<unknown>>()
    while (!signal.aborted) {
      const claimed = (await claim(atOnce - running.size).catch(failed)) ?? []
      for (const id of claimed) {
        const one = verb(keeper, id)
          .catch(logFailure(keeper.log, { event: "grant_work_failed", id }))
          .finally(() => running.delete(one))
        running.add(one)
      }
      if (running.size >= atOnce) await Promise.race(running)
      else if (claimed.length === 0) await pause(1)
    }
    await Promise.all(running)
  }

  async function loop(
    task: () => Promise<unknown>,
    polls: number,
    isUrgent?: () => boolean,
  ): Promise<void> {
    while (!signal.aborted) {
      await task().catch(failed)
      await pause(polls, isUrgent)
    }
  }

  function failed(cause: unknown): undefined {
    keeper.numbers.workFailures += 1
    keeper.log.error({ event: "work_failed", reason: kindOf(cause) })
  }

  /** Waits, and ends early when all stops or something is due: only what may become due is looked at meanwhile. */
  async function pause(polls: number, isDue?: () => boolean): Promise<void> {
    const until = performance.now() + keeper.timings.workPoll * polls * (0.75 + Math.random() / 2)
    const look =
      isDue === undefined ? Number.POSITIVE_INFINITY : Math.min(250, keeper.timings.workPoll)
    while (!signal.aborted && !isDue?.()) {
      const left = until - performance.now()
      if (left <= 0) return
      await sleep(Math.min(look, left), undefined, { signal }).catch(() => {})
    }
  }

  return {
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

type OneByOne = {
  claim: (keeper: Keeper, limit: number) => Promise<string[]>
  verb: Verb
  atOnce: number
  isDue: IsDue
}
type Work = {
  task: (keeper: Keeper) => Promise<void>
  polls: number
  isDue?: IsDue
  /** Ends the wait early. */
  isUrgent?: (keeper: Keeper) => boolean
}
type Pool = (limit: number) => Promise<string[] | undefined>
type Verb = (keeper: Keeper, grantId: string) => Promise<unknown>
