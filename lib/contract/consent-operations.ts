import { z } from "zod"
import { by, kind } from "@/lib/contract/operation"
import {
  consentProblem,
  notFound,
  offerDecision,
  partlyDone,
  trouble,
} from "@/lib/contract/outcomes"

/** The Xero app that the consent is given to; otherwise the one in use, or the default. */
const xeroAppId = z.guid().optional()

/** How a decision about an offer ends. */
const decided = [
  /** `toldXero` false: undone here, but not ended in Xero, which may still list it. */
  kind("decided", { toldXero: z.boolean() }),
  /** Nothing was left to decide, and this is what had become of it. */
  kind("offer_over", { decision: offerDecision.exclude(["open"]) }),
  /** Another member's undo is under way at Xero. */
  kind("undo_running"),
  partlyDone,
  notFound,
  trouble,
] as const

/** How web has a consent begun, completed and, where it was offered something else, decided. */
export const CONSENT_OPERATIONS = {
  startConsent: by("admin", { seals: true, sudo: "never" })
    .input(
      z.discriminatedUnion("purpose", [
        z.object({ purpose: z.literal("connect"), xeroAppId }),
        z.object({ purpose: z.literal("reconnect"), tenantId: z.guid(), xeroAppId }),
        /** One more Xero user for an organisation that others reach already. */
        z.object({ purpose: z.literal("authoriser"), tenantId: z.guid(), xeroAppId }),
      ]),
    )
    .output(
      kind("started", {
        consentId: z.guid(),
        authorizationUrl: z.url(),
        /** Goes into this browser's cookie; the callback must bring it back. */
        browserToken: z.string(),
        expiresInSeconds: z.number(),
      }),
      notFound,
      trouble,
    ),
  completeConsent: by("admin", { seals: false, sudo: "never" })
    .input(
      z.object({
        browserToken: z.string().nullable(),
        state: z.string().nullable(),
        code: z.string().nullable(),
        error: z.string().nullable(),
        /** The issuer that says it answers (RFC 9207). */
        iss: z.string().nullable().default(null),
        /** A value came more than once, so that nobody can say which one counts. */
        cameTwice: z.boolean().default(false),
      }),
    )
    .output(
      /** Its outcome is stored: `ConsentRequest.outcome`. `tenantId`: the organisation that a reconnect was for. */
      kind("ended", { consentId: z.guid(), tenantId: z.guid().nullable() }),
      kind("problem", { problem: consentProblem }),
    ),
  decideOffer: by("admin", { seals: false, sudo: "never" })
    .input(z.object({ consentId: z.guid(), decision: z.enum(["keep", "undo"]) }))
    .output(...decided),
  /** Keeps another Xero user than before whom a reconnect brought, in place of the authorisers before. */
  replaceAuthoriser: by("admin", { seals: false, sudo: "always" })
    .input(z.object({ consentId: z.guid() }))
    .output(
      ...decided,
      /** The new one was added, and one before could not be ended at Xero: it stays. */
      kind("not_replaced"),
    ),
} as const
