import { z } from "zod"
import { notFound, partlyDone, trouble } from "@/lib/contract/outcomes"

const tenantId = z.guid()
/** The chain has ended, or Xero is asking for a new consent: only a person can help. */
const reconnectNeeded = z.object({ kind: z.literal("reconnect_needed") })
/** The grant was exported for another installation: nothing is sent. */
const handedOver = z.object({ kind: z.literal("handed_over") })
/** The consent was given to a Xero app that is not configured here any more: nothing is sent. Reconnecting helps. */
const otherApp = z.object({ kind: z.literal("other_app") })
/**
 * Refused just now, and asked again soon by itself: three refusals end the grant. `isDoubtful`: the chain's newest token
 * set may have been lost with restored data.
 */
const questioned = z.object({ kind: z.literal("questioned"), isDoubtful: z.boolean() })

/** The stored sign-in cannot be opened, so nothing was sent: its row was damaged, or its sealing key is missing. */
const shut = z.object({ kind: z.literal("shut") })

/** Of a custom connection: nobody has consented in Xero, or not any more. */
const noConsent = z.object({ kind: z.literal("no_consent") })

/** What web may ask about organisations that are connected, and about the grants that reach them. */
export const TENANT_OPERATIONS = {
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
      handedOver,
      noConsent,
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
      handedOver,
      noConsent,
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
  /** Ends one authoriser's connection to an organisation, if another one works. */
  removeAuthoriser: {
    role: "admin",
    seals: false,
    sudo: "always",
    input: z.object({ tenantId, grantId: z.guid() }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("removed"), toldXero: z.boolean() }),
      /** No other authoriser works. */
      z.object({ kind: z.literal("only_authoriser") }),
      trouble,
      notFound,
    ]),
  },
  /** Makes one authoriser the first. */
  preferAuthoriser: {
    role: "admin",
    seals: false,
    sudo: "always",
    input: z.object({ tenantId, grantId: z.guid() }),
    output: z.discriminatedUnion("kind", [z.object({ kind: z.literal("preferred") }), notFound]),
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
} as const
