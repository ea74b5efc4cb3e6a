import type { ConnectionList, ListedConnection } from "@/keeper/xero/wire-connections"
import type { EventKind } from "@/lib/audit/record-event"
import type { Organisation } from "@/lib/contract/outcomes"
import type { ConnectionState } from "@/lib/db/generated/enums"

/**
 * What must change so that our connections of one grant match Xero's list. Pure. A connection that a member ended here
 * stays ended, even while Xero still lists it, until a consent claims it. A claimed connection gets the state of new
 * ones, unless it is already connected: a consent that missed its organisation changes nothing, it only offers. One that
 * Xero made anew in the consent, before anybody here saw that the old one had ended, is reconnected. As long as a row of
 * the list does not say which tenant it is about, no connection counts as gone.
 */
export function planConnections(facts: Facts): Plan {
  const known = new Map(facts.known.map((one) => [one.tenantId, one]))
  const listed = new Set(facts.list.map((one) => one.tenantId))
  const came = facts.list.flatMap((one) => {
    const step = stepFor(one, known.get(one.tenantId), facts)
    return step === null ? [] : [{ step, name: one.tenantName }]
  })
  const gone = facts.known.filter(
    (one) =>
      facts.unreadable.length === 0 &&
      !listed.has(one.tenantId) &&
      (one.state === "connected" || one.state === "offered"),
  )
  return {
    steps: [...came.map(({ step }) => step), ...gone.map(leave)],
    added: came
      .filter(({ step }) => step.added)
      .map(({ step, name }) => ({ tenantId: step.tenantId, name })),
    missing: gone
      .filter((one) => one.state === "connected")
      .map((one) => ({ tenantId: one.tenantId, name: one.tenant.name })),
    refused: facts.list
      .filter((one) => one.id === null && !known.has(one.tenantId))
      .map(({ tenantId, tenantName }) => ({ tenantId, name: tenantName || tenantId })),
  }
}

function stepFor(listed: NamedConnection, before: Known | undefined, facts: Facts): Step | null {
  const { tenantId, id: connectionId, authEventId } = listed
  const seen = connectionId === null ? null : { connectionId, authEventId }
  const row = { tenantId, seen, made: null }
  const state = facts.newState
  if (before === undefined) return make(tenantId, seen, state)
  const returned = before.state === "disconnected_in_xero"
  if (before.state !== "connected" && facts.claimed.has(tenantId)) {
    const event = returned ? "tenant.returned" : "tenant.reconnected"
    return { ...row, state, event: state === "offered" ? null : event, added: true }
  }
  if (returned) return { ...row, state: "connected", event: "tenant.returned", added: false }
  if (seen === null || before.connectionId === connectionId) return null
  const remade = facts.claimed.has(tenantId)
  return { ...row, state: before.state, event: remade ? "tenant.reconnected" : null, added: remade }
}

/** Only if Xero's id is known: without it a connection could never be ended at Xero. */
function make(tenantId: string, made: Seen | null, state: Facts["newState"]): Step | null {
  if (made === null) return null
  const event = state === "offered" ? null : "tenant.connected"
  return { tenantId, seen: made, made, state, event, added: true }
}

function leave({ tenantId, state }: Known): Step {
  const row = { tenantId, seen: null, made: null, added: false }
  return state === "offered"
    ? { ...row, state: "disconnected", event: null }
    : { ...row, state: "disconnected_in_xero", event: "tenant.disconnected_in_xero" }
}

type Known = {
  tenantId: string
  connectionId: string
  state: ConnectionState
  tenant: { name: string }
}
type Seen = { connectionId: string; authEventId: string | null }
export type NamedConnection = ListedConnection & { tenantName: string; tenantType: string }
type Facts = {
  known: Known[]
  list: NamedConnection[]
  unreadable: string[]
  newState: "connected" | "offered"
  claimed: ReadonlySet<string>
}
/** A list as Xero answered it, and when it was asked. */
export type AskedList = ConnectionList & {
  grantId: string
  /** By the database's clock, before the request went out. */
  askedAt: Date
  nextCheckInMilliseconds: number
}
export type ListChange = AskedList & {
  newState: "connected" | "offered"
  claimed: ReadonlySet<string>
  memberId?: string | null | undefined
  /** The consent that brought the list. */
  consentId?: string
  /** For whom the link was made by which the consent began. */
  byLink?: string
  /** The organisation that the consent is for. */
  wanted?: string | null
}
export type ListDiff = {
  added: Organisation[]
  missing: Organisation[]
  listed: Organisation[]
  /** The names of entries that Xero listed and that could not be stored. */
  unreadable: string[]
}
export type Step = {
  tenantId: string
  state: ConnectionState
  /** What Xero said about it; null if nothing. */
  seen: Seen | null
  /** The same, for a connection that is new here. */
  made: Seen | null
  event: EventKind | null
  added: boolean
}
export type Plan = {
  steps: Step[]
  added: Organisation[]
  missing: Organisation[]
  /** Without Xero's id of the connection, and not known before. */
  refused: Organisation[]
}
