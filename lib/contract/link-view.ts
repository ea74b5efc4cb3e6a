import { z } from "zod"
import { kind, oneOf } from "@/lib/contract/operation"
import { LINK_PURPOSES, LINK_STANDINGS } from "@/lib/links/link-terms"

/** How the consent of one visitor stands; it names what is theirs, and the organisation that the link is for. */
const visitOutcome = oneOf(
  kind("running"),
  /** By name: what this consent connected. */
  kind("connected", { names: z.array(z.string()) }),
  /** Somebody else authorised it before, and an admin decides. */
  kind("awaits_decision", { name: z.string().nullable() }),
  /** An admin undid it, or nothing was left of it to keep. */
  kind("not_kept"),
  kind("other_organisation", { xeroUserName: z.string() }),
  /** A second authoriser has to be somebody else. */
  kind("same_authoriser", { xeroUserName: z.string() }),
  kind("scopes_missing"),
  kind("nothing_new", { xeroUserName: z.string() }),
  kind("no_organisations", { xeroUserName: z.string() }),
  kind("cancelled"),
  /** Another visitor was quicker. */
  kind("link_over"),
  kind("trouble"),
)

/** All that the holder of a link learns. */
export const linkView = z.object({
  purpose: z.enum(LINK_PURPOSES),
  standing: z.enum(LINK_STANDINGS),
  /** There is a newer address for the same link. */
  isReplaced: z.boolean(),
  expiresAt: z.iso.datetime(),
  organisation: z.string().nullable(),
  recipientName: z.string().nullable(),
  note: z.string().nullable(),
  /** Who asks, as an owner named this installation; the member or the service that made the link; whom to ask. */
  asker: z.string().nullable(),
  madeBy: z.string(),
  contact: z.string().nullable(),
  /** The address of the picture that an owner uploaded. */
  logo: z.string().nullable(),
  scopes: z.array(z.string()),
  /** Only once it is done. */
  returnTo: z.string().nullable(),
  outcome: visitOutcome.nullable(),
})

export type LinkView = z.output<typeof linkView>
export type VisitOutcome = z.output<typeof visitOutcome>
