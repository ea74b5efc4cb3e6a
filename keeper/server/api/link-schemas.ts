import { z } from "zod"
import { email } from "@/lib/env-values"
import {
  LINK_PURPOSES,
  LINK_STANDINGS,
  LONGEST_NOTE,
  MOST_DAYS,
  USUAL_DAYS,
} from "@/lib/links/link-terms"
import { returnAddress } from "@/lib/links/return-address"
import { typedLines, typedText } from "@/lib/typed-text"

/** A word of the service's own for an organisation, as it is stored and looked for. */
export const reference = typedText(200)

/** What a service sends to have a link made. */
export const linkRequest = z
  .strictObject({
    purpose: z.enum(LINK_PURPOSES).meta({
      description: "connect: an organisation that is new here; the others need tenant_id",
    }),
    tenant_id: z.guid().optional().meta({ description: "The organisation that the link is for" }),
    reference: reference.optional().meta({
      description: "Your own reference, by which you recognise the organisation. It stays with it.",
    }),
    email: email
      .optional()
      .meta({ description: "Where the link is sent; if left out, nothing is sent" }),
    name: typedText(100).optional(),
    note: typedLines(LONGEST_NOTE).optional().meta({ description: "Shown on the link's page" }),
    return_to: returnAddress.optional().meta({
      description:
        "Where the person goes afterwards. An owner must have listed its origin. Percent-encoded, it has 2,000 characters at most.",
    }),
    days: z
      .int()
      .min(1)
      .max(MOST_DAYS)
      .default(USUAL_DAYS)
      .meta({ description: "How long it works, at most until the service expires" }),
  })
  .refine(({ purpose, tenant_id }) => (purpose === "connect") === (tenant_id === undefined))
  .meta({
    id: "LinkRequest",
    examples: [{ purpose: "connect", reference: "customer-42", days: 7 }],
  })

const facts = {
  id: z.guid(),
  purpose: z.enum(LINK_PURPOSES),
  state: z.enum([...LINK_STANDINGS, "awaits_decision"]).meta({
    description:
      "awaits_decision: another Xero user than before gave the consent, and an admin decides whether it is kept. Then it is done, or failed with not_kept.",
  }),
  failure: z.string().nullable().meta({ description: "Why it did not work, if it did not" }),
  tenant_id: z.guid().nullable(),
  reference: z.string().nullable(),
  email: z.string().nullable(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  tenants: z
    .array(z.guid())
    .meta({ description: "The organisations that it connected, once it is done" }),
}

export const link = z
  .strictObject(facts)
  .meta({ id: "Link", description: "A link of this service" })

export const madeLink = z
  .strictObject({
    ...facts,
    url: z
      .url()
      .meta({ description: "The address that the person opens. Only this answer holds it." }),
  })
  .meta({ id: "MadeLink" })

export const LINK_SCHEMAS = [linkRequest, link, madeLink] as const
