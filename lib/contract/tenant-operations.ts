import { z } from "zod"
import { by, kind } from "@/lib/contract/operation"
import { notFound, partlyDone, trouble } from "@/lib/contract/outcomes"

const tenantId = z.guid()
/** The chain has ended, or Xero is asking for a new consent: only a person can help. */
const reconnectNeeded = kind("reconnect_needed")
/** The grant was exported for another installation: nothing is sent. */
const handedOver = kind("handed_over")
/** The consent was given to a Xero app that is not configured here any more: nothing is sent. Reconnecting helps. */
const otherApp = kind("other_app")
/**
 * Refused just now, and asked again soon by itself: three refusals end the grant. `isDoubtful`: the chain's newest token
 * set may have been lost with restored data.
 */
const questioned = kind("questioned", { isDoubtful: z.boolean() })

/** The stored sign-in cannot be opened, so nothing was sent: its row was damaged, or its sealing key is missing. */
const shut = kind("shut")

/** Of a custom connection: nobody has consented in Xero, or not any more. */
const noConsent = kind("no_consent")

/** The ways in which asking Xero with a grant can fail, whatever it is asked. */
const ASKING_FAILED = [
  questioned,
  shut,
  reconnectNeeded,
  handedOver,
  noConsent,
  otherApp,
  trouble,
  notFound,
] as const

/** What web may ask about organisations that are connected, and about the grants that reach them. */
export const TENANT_OPERATIONS = {
  refreshGrant: by("admin", { seals: false, sudo: "never" })
    .input(z.object({ tenantId }))
    .output(
      kind("refreshed"),
      /** Another attempt runs, or a back-off is on: `retryAt` says when the next may go out. */
      kind("waiting", { retryAt: z.iso.datetime().nullable() }),
      ...ASKING_FAILED,
    ),
  checkTenant: by("admin", { seals: false, sudo: "never" })
    .input(z.object({ tenantId }))
    .output(kind("listed"), kind("not_listed"), ...ASKING_FAILED),
  /** Has every sign-in that works asked which organisations it reaches, one after the other. */
  checkTenants: by("admin", { seals: false, sudo: "never" }).output(
    kind("checking", { grants: z.number() }),
  ),
  disconnectTenant: by("admin", { seals: false, sudo: "always" })
    .input(z.object({ tenantId }))
    .output(
      /** `toldXero` false: removed here, but not ended in Xero, which may still list it. */
      kind("disconnected", { toldXero: z.boolean() }),
      partlyDone,
      trouble,
      notFound,
    ),
  /** Ends one authoriser's connection to an organisation, if another one works. */
  removeAuthoriser: by("admin", { seals: false, sudo: "always" })
    .input(z.object({ tenantId, grantId: z.guid() }))
    .output(
      kind("removed", { toldXero: z.boolean() }),
      /** No other authoriser works. */
      kind("only_authoriser"),
      trouble,
      notFound,
    ),
  /** Makes one authoriser the first. */
  preferAuthoriser: by("admin", { seals: false, sudo: "always" })
    .input(z.object({ tenantId, grantId: z.guid() }))
    .output(kind("preferred"), notFound),
  revokeGrant: by("admin", { seals: false, sudo: "always" })
    .input(z.object({ grantId: z.guid() }))
    .output(kind("revoked", { toldXero: z.boolean() }), trouble, notFound),
} as const
