import { expect, test } from "vitest"
import type { Keeper } from "@/keeper/keeper"
import { createGate } from "@/keeper/work/gate"
import type { Due } from "@/keeper/work/glance"

const NOTHING: Due = {
  refreshes: false,
  checks: false,
  urgent: false,
  imports: false,
  answers: false,
  incidents: false,
  deliveries: false,
  mails: false,
  links: false,
  jobs: false,
  alerts: false,
  newestEventId: null,
  events: false,
  streams: false,
}

/** A keeper whose glance shows `due`; `glances` counts how often the database was asked. */
function stand(due: Partial<Due>, { isCopy = false, workPoll = 60_000 } = {}) {
  const seen = { glances: 0, tasks: 0 }
  const keeper = {
    db: {
      $queryRaw: async () => {
        seen.glances += 1
        return [{ ...NOTHING, ...due }]
      },
    },
    guard: { isCopy: () => isCopy },
    timings: { workPoll },
  } as unknown as Keeper
  const task = async () => {
    seen.tasks += 1
  }
  return { keeper, seen, task }
}

test("work is done at first, and then only while the glance that all share shows something to do", async () => {
  const { keeper, seen, task } = stand({ mails: true })
  const gate = createGate(keeper)
  const [mails, checks] = [gate(task, ({ mails }) => mails), gate(task, ({ checks }) => checks)]
  await Promise.all([mails(), checks()])
  expect(seen).toEqual({ glances: 0, tasks: 2 })
  for (let turn = 0; turn < 5; turn += 1) await Promise.all([mails(), checks()])
  expect(seen).toEqual({ glances: 1, tasks: 7 })
})

test("work of which the glance shows nothing looks for itself once in a while", async () => {
  const { keeper, seen, task } = stand({}, { workPoll: 0 })
  const work = createGate(keeper)(task, () => false)
  await work()
  await work()
  expect(seen.tasks).toBe(2)
})

test("in a copied database nothing is done and nothing asked", async () => {
  const { keeper, seen, task } = stand({ mails: true }, { isCopy: true })
  expect(await createGate(keeper)(task)()).toBeUndefined()
  expect(seen).toEqual({ glances: 0, tasks: 0 })
})
