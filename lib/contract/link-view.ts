import { z } from "zod"
import { LINK_PURPOSES, LINK_STANDINGS } from "@/lib/links/link-terms"

/** How the consent of one visitor stands; it names what is theirs, and the organisation that the link is for. */
const visitOutcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("running") }),
  /** By name: what this consent connected. */
  z.object({ kind: z.literal("connected"), names: z.array(z.string()) }),
  /** Somebody else authorised it before, and an admin decides. */
  z.object({ kind: z.literal("awaits_decision"), name: z.string().nullable() }),
  z.object({ kind: z.literal("other_organisation"), xeroUserName: z.string() }),
  /** A second authoriser has to be somebody else. */
  z.object({ kind: z.literal("same_authoriser"), xeroUserName: z.string() }),
  z.object({ kind: z.literal("scopes_missing") }),
  z.object({ kind: z.literal("nothing_new"), xeroUserName: z.string() }),
  z.object({ kind: z.literal("no_organisations"), xeroUserName: z.string() }),
  z.object({ kind: z.literal("cancelled") }),
  /** Another visitor was quicker. */
  z.object({ kind: z.literal("link_over") }),
  z.object({ kind: z.literal("trouble") }),
])

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
  /** Who asks, as an owner named this installation; the member who made the link; whom to ask. */
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
