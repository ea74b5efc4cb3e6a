import { z } from "zod"
import { ALERT_OPERATIONS } from "@/lib/contract/alert-operations"
import { FACTOR_OPERATIONS } from "@/lib/contract/factor-operations"
import { MEMBER_OPERATIONS } from "@/lib/contract/member-operations"
import { consentProblem, offerDecision, xeroTrouble } from "@/lib/contract/outcomes"
import { SERVICE_OPERATIONS } from "@/lib/contract/service-operations"
import { SSO_OPERATIONS } from "@/lib/contract/sso-operations"
import { STEP_OPERATIONS } from "@/lib/contract/step-operations"
import { SUDO_OPERATIONS } from "@/lib/contract/sudo-operations"

const tenantId = z.guid()
const notFound = z.object({ kind: z.literal("not_found") })
const trouble = z.object({ kind: z.literal("xero_trouble"), trouble: xeroTrouble })
/** The chain has ended, or Xero is asking for a new consent: only a person can help. */
const reconnectNeeded = z.object({ kind: z.literal("reconnect_needed") })
/** The consent was given to a Xero app that is not configured here any more: nothing is sent. Reconnecting helps. */
const otherApp = z.object({ kind: z.literal("other_app") })
/** Xero ended some of several connections. The rest could not be ended in Xero and are unchanged. */
const partlyDone = z.object({ kind: z.literal("partly_done"), trouble: xeroTrouble })
/**
 * Refused just now, and asked again soon by itself: three refusals end the grant. `isDoubtful`: the chain's newest token
 * set may have been lost with restored data.
 */
const questioned = z.object({ kind: z.literal("questioned"), isDoubtful: z.boolean() })

/** The stored sign-in cannot be opened, so nothing was sent: its row was damaged, or its sealing key is missing. */
const shut = z.object({ kind: z.literal("shut") })

/** What any operation may answer instead of an outcome of its own. */
export const refusal = z.discriminatedUnion("kind", [
  /** The acting member does not have the operation's role. */
  z.object({ kind: z.literal("forbidden") }),
  /** The keeper cannot do it now: it is draining, or its sealing keys fail their probe. */
  z.object({ kind: z.literal("not_ready") }),
  /** Another installation holds this database: nothing is sent to Xero until an owner takes over. */
  z.object({ kind: z.literal("copied_database") }),
  /** The member has to prove who they are first (`proveMember`), and ask again. */
  z.object({ kind: z.literal("sudo_needed") }),
])

/**
 * Everything that web may ask of the keeper: name → who may ask, what goes in and what can come out. The acting member
 * and their session travel beside it (`askKeeper`), and the keeper checks that member's role again; `anyone`: nobody is
 * signed in, and what goes in proves who asks. `seals`: it works only while the sealing keys do. `sudo`: it needs a proof of who the member is, ten minutes old at most.
 * Every operation may answer with a `refusal` as well.
 */
export const OPERATIONS = {
  startConsent: {
    role: "admin",
    seals: true,
    sudo: "never",
    input: z.discriminatedUnion("purpose", [
      z.object({ purpose: z.literal("connect") }),
      z.object({ purpose: z.literal("reconnect"), tenantId }),
    ]),
    output: z.discriminatedUnion("kind", [
      z.object({
        kind: z.literal("started"),
        consentId: z.guid(),
        authorizationUrl: z.url(),
        /** Goes into this browser's cookie; the callback must bring it back. */
        browserToken: z.string(),
        expiresInSeconds: z.number(),
      }),
      notFound,
      trouble,
    ]),
  },
  completeConsent: {
    role: "admin",
    seals: false,
    sudo: "never",
    input: z.object({
      browserToken: z.string().nullable(),
      state: z.string().nullable(),
      code: z.string().nullable(),
      error: z.string().nullable(),
      /** The issuer that says it answers (RFC 9207). */
      iss: z.string().nullable().default(null),
      /** A value came more than once, so that nobody can say which one counts. */
      cameTwice: z.boolean().default(false),
    }),
    output: z.discriminatedUnion("kind", [
      /** Its outcome is stored: `ConsentRequest.outcome`. `tenantId`: the organisation that a reconnect was for. */
      z.object({ kind: z.literal("ended"), consentId: z.guid(), tenantId: z.guid().nullable() }),
      z.object({ kind: z.literal("problem"), problem: consentProblem }),
    ]),
  },
  decideOffer: {
    role: "admin",
    seals: false,
    sudo: "never",
    input: z.object({ consentId: z.guid(), decision: z.enum(["keep", "undo"]) }),
    output: z.discriminatedUnion("kind", [
      /** `toldXero` false: undone here, but not ended in Xero, which may still list it. */
      z.object({ kind: z.literal("decided"), toldXero: z.boolean() }),
      /** Nothing was left to decide, and this is what had become of it. */
      z.object({ kind: z.literal("offer_over"), decision: offerDecision.exclude(["open"]) }),
      /** Another member's undo is under way at Xero. */
      z.object({ kind: z.literal("undo_running") }),
      partlyDone,
      notFound,
      trouble,
    ]),
  },
  refreshGrant: {
    role: "admin",
    seals: false,
    sudo: "never",
    input: z.object({ tenantId }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("refreshed") }),
      questioned,
      /** Another attempt runs, or a back-off is on: `retryAt` says when the next may go out. */
      z.object({ kind: z.literal("waiting"), retryAt: z.iso.datetime().nullable() }),
      shut,
      reconnectNeeded,
      otherApp,
      trouble,
      notFound,
    ]),
  },
  checkTenant: {
    role: "admin",
    seals: false,
    sudo: "never",
    input: z.object({ tenantId }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("listed") }),
      z.object({ kind: z.literal("not_listed") }),
      questioned,
      shut,
      reconnectNeeded,
      otherApp,
      trouble,
      notFound,
    ]),
  },
  /** Has every sign-in that works asked which organisations it reaches, one after the other. */
  checkTenants: {
    role: "admin",
    seals: false,
    sudo: "never",
    input: z.object({}),
    output: z.object({ kind: z.literal("checking"), grants: z.number() }),
  },
  disconnectTenant: {
    role: "admin",
    seals: false,
    sudo: "always",
    input: z.object({ tenantId }),
    output: z.discriminatedUnion("kind", [
      /** `toldXero` false: removed here, but not ended in Xero, which may still list it. */
      z.object({ kind: z.literal("disconnected"), toldXero: z.boolean() }),
      partlyDone,
      trouble,
      notFound,
    ]),
  },
  revokeGrant: {
    role: "admin",
    seals: false,
    sudo: "always",
    input: z.object({ grantId: z.guid() }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("revoked"), toldXero: z.boolean() }),
      trouble,
      notFound,
    ]),
  },
  /** Makes this installation the holder of a copied database: all that can be done in one. */
  takeOver: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({}),
    output: z.discriminatedUnion("kind", [
      /** `doubtful`: chains that Xero must answer for before they count as healthy. */
      z.object({ kind: z.literal("taken_over"), doubtful: z.number() }),
      z.object({ kind: z.literal("not_a_copy") }),
    ]),
  },
  ...SUDO_OPERATIONS,
  ...MEMBER_OPERATIONS,
  ...FACTOR_OPERATIONS,
  ...STEP_OPERATIONS,
  ...SSO_OPERATIONS,
  ...ALERT_OPERATIONS,
  ...SERVICE_OPERATIONS,
} as const

/** The keeper's answer to an operation, or null where it is none. */
export function readAnswer<N extends OperationName>(
  name: N,
  body: unknown,
): OperationOutput<N> | null {
  const answer = z.union([OPERATIONS[name].output, refusal]).safeParse(body)
  return answer.success ? (answer.data as OperationOutput<N>) : null
}

export type OperationName = keyof typeof OPERATIONS
export type OperationInput<N extends OperationName> = z.input<(typeof OPERATIONS)[N]["input"]>
export type OperationOutput<N extends OperationName> =
  | z.output<(typeof OPERATIONS)[N]["output"]>
  | Refusal
export type Refusal = z.output<typeof refusal>
