import type { ListedConnection } from "@/keeper/xero/wire"
import type { EventKind } from "@/lib/audit/record-event"
import type { Organisation } from "@/lib/contract/outcomes"

/**
 * What must change so that our connections of one grant say what Xero's list says. Pure. A connection that a member ended
 * here stays ended, even while Xero still lists it, until a consent claims it. What is claimed takes the state of what is
 * new, unless it is connected already: a consent that missed its organisation moves nothing, it only offers.
 */
export function planConnections(facts: Facts): Plan {
  const known = new Map(facts.known.map((one) => [one.tenantId, one]))
  const listed = new Set(facts.list.map((one) => one.tenantId))
  const came = facts.list.flatMap((one) => {
    const step = stepFor(one, known.get(one.tenantId), facts)
    return step === null ? [] : [{ step, name: one.tenantName }]
  })
  const gone = facts.known.filter(
    (one) => !listed.has(one.tenantId) && (one.state === "connected" || one.state === "offered"),
  )
  return {
    steps: [...came.map(({ step }) => step), ...gone.map(leave)],
    added: came
      .filter(({ step }) => step.added)
      .map(({ step, name }) => ({ tenantId: step.tenantId, name })),
    missing: gone
      .filter((one) => one.state === "connected")
      .map((one) => ({ tenantId: one.tenantId, name: one.tenant.name })),
  }
}

function stepFor(listed: ListedConnection, before: Known | undefined, facts: Facts): Step | null {
  const { tenantId, id: connectionId, authEventId } = listed
  const row = { tenantId, connectionId, authEventId }
  const state = facts.newState
  const offers = state === "offered"
  if (before === undefined) {
    const event = offers ? null : "tenant.connected"
    return { kind: "create", ...row, state, event, added: true }
  }
  const returned = before.state === "disconnected_in_xero"
  if (before.state !== "connected" && facts.claimed.has(tenantId)) {
    const event = returned ? "tenant.returned" : "tenant.reconnected"
    return { kind: "update", ...row, state, event: offers ? null : event, added: true }
  }
  if (returned) {
    const event = "tenant.returned"
    return { kind: "update", ...row, state: "connected", event, added: false }
  }
  if (before.connectionId === connectionId) return null
  return { kind: "update", ...row, state: before.state, event: null, added: false }
}

function leave(one: Known): Step {
  const offered = one.state === "offered"
  return {
    kind: "update",
    tenantId: one.tenantId,
    state: offered ? "disconnected" : "disconnected_in_xero",
    event: offered ? null : "tenant.disconnected_in_xero",
    added: false,
  }
}

type State = "offered" | "connected" | "disconnected_in_xero" | "disconnected"
type Known = { tenantId: string; connectionId: string; state: State; tenant: { name: string } }
type Facts = {
  known: Known[]
  list: ListedConnection[]
  newState: "connected" | "offered"
  claimed: ReadonlySet<string>
}
type Change = { tenantId: string; state: State; event: EventKind | null; added: boolean }
type Seen = { connectionId: string; authEventId: string | null }
type Step = Change & (({ kind: "create" } & Seen) | ({ kind: "update" } & Partial<Seen>))
export type Plan = { steps: Step[]; added: Organisation[]; missing: Organisation[] }
