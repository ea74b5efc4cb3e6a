import { z } from "zod"
import { kind, oneOf } from "@/lib/contract/operation"

const organisation = z.object({ tenantId: z.string(), name: z.string() })
const organisations = z.array(organisation)

/** Why Xero could not be asked, or gave nothing usable. `app_fault`: it refuses this app's client id or secret. */
export const xeroTrouble = z.enum(["not_sent", "unknown", "throttled", "app_fault", "protocol"])

/** Since the form was shown that asks for a change, somebody has changed the same. */
export const changedMeanwhile = kind("changed_meanwhile")
/** Of what the form showed (`lib/seen`). Without it, whatever is stored is overwritten. */
export const seenMark = z
  .string()
  .regex(/^([0-9a-f]{64})?$/)
  .optional()
export const notFound = kind("not_found")
export const throttled = kind("throttled", {
  retryAfterInSeconds: z.number(),
})
export const trouble = kind("xero_trouble", { trouble: xeroTrouble })
/** Xero ended some of several connections. The rest could not be ended in Xero and are unchanged. */
export const partlyDone = kind("partly_done", { trouble: xeroTrouble })

/** What became of an organisation that was to be added to a service. */
export const addedOutcome = oneOf(kind("added"), kind("had_it"), kind("service_gone"), notFound)

/** What became of organisations that were offered. `overtaken`: a later consent took them, or they are gone at Xero. */
export const offerDecision = z.enum(["open", "kept", "undone", "overtaken"])

/** What is worth saying beside how a consent ended. */
const remarks = z.object({
  /** Scopes that were asked for and not granted. */
  notGranted: z.array(z.string()),
  /** Of the organisations that are new to this consent: those that another one reaches, and whose. */
  reachedBefore: z.array(organisation.extend({ xeroUserName: z.string() })),
  /** By name: what Xero listed and could not be stored. */
  unreadable: z.array(z.string()),
})
const listed = { xeroUserName: z.string(), remarks: remarks.optional() }

const offer = {
  offered: organisations,
  decision: offerDecision,
  /** An undo is running, and until it ends no one else can decide. */
  undoingUntil: z.iso.datetime().optional(),
  /** False: undone here alone. */
  toldXero: z.boolean().optional(),
}

/**
 * How one consent ended, as kept in `ConsentRequest.outcome` and shown on screen.
 * `organisations` are the ones that the Xero user's consent reaches now.
 */
export const consentOutcome = oneOf(
  kind("cancelled"),
  kind("xero_error", { error: z.string() }),
  kind("code_refused"),
  /** Its Xero app was removed here while the Xero user was at Xero. */
  kind("app_removed"),
  /** The link by which it began was done, declined or withdrawn, or another visitor was completing it. */
  kind("link_over"),
  trouble,
  kind("identity_refused", { reason: z.string() }),
  /** Token set stored, organisation list still to be fetched: the next check completes it. */
  kind("list_pending", { xeroUserName: z.string() }),
  kind("connected", {
    ...listed,
    added: organisations,
    organisations,
  }),
  kind("nothing_new", { ...listed, organisations }),
  kind("no_organisations", { ...listed }),
  /** A reconnect that reached its organisation; `added` came along, `missing` are lost to this consent. */
  kind("reconnected", {
    ...listed,
    organisations,
    added: organisations,
    missing: organisations,
  }),
  /** A reconnect that did not reach its organisation. Nothing moved; `offered` waits for keep or undo, or had that. */
  kind("other_organisation", {
    ...listed,
    organisations,
    ...offer,
  }),
  /**
   * A reconnect that reached its organisation through another Xero user than before. Nothing moved; `offered` waits for a
   * decision: beside the authorisers `before`, in their place, or not at all.
   */
  kind("other_authoriser", {
    ...listed,
    organisations,
    before: z.array(z.object({ grantId: z.string(), xeroUserName: z.string() })),
    ...offer,
  }),
  /** A second authoriser was wanted, and whoever signed in is one already. */
  kind("same_authoriser", { ...listed, organisations }),
)

/** Why a callback could not be matched to a consent that this browser and member may complete. */
export const consentProblem = z.enum([
  "state_missing",
  "state_unknown",
  "value_twice",
  /** The answer says that it comes from another issuer. */
  "other_issuer",
  "state_expired",
  "other_browser",
  "other_member",
  /** A second answer with another code, which may not be completed here: too late, or in another browser. */
  "came_again",
  "vault_not_ready",
])

export type Organisation = z.output<typeof organisation>
export type ConsentOutcome = z.output<typeof consentOutcome>
export type ConsentProblem = z.output<typeof consentProblem>
export type AddedOutcome = z.output<typeof addedOutcome>
export type Remarks = z.output<typeof remarks>
export type XeroTrouble = z.output<typeof xeroTrouble>
