import { z } from "zod"
import { CONSENT_OPERATIONS } from "@/lib/contract/consent-operations"
import { linkView } from "@/lib/contract/link-view"
import { by, kind } from "@/lib/contract/operation"
import { changedMeanwhile, notFound, seenMark, throttled } from "@/lib/contract/outcomes"
import { email } from "@/lib/env-values"
import { LINK_PURPOSES, LONGEST_NOTE, MOST_DAYS } from "@/lib/links/link-terms"
import { returnAddress, returnOrigin } from "@/lib/links/return-address"
import { typedLines, typedText } from "@/lib/typed-text"

const MOST_ORIGINS = 50
// In base64, and somewhat more than is taken, so that what is too large is told apart from what is no picture.
const LONGEST_PICTURE = 200_000

const linkId = z.guid()
const days = z.number().int().min(1).max(MOST_DAYS)
/** Whatever stands in the address; what is no token of ours opens nothing. */
const token = z.string().max(1_000)
const tokenHolder = by("anyone", { seals: false, sudo: "never" })
const sealingTokenHolder = by("anyone", { seals: true, sudo: "never" })
const byAdmin = by("admin", { seals: false, sudo: "never" })

/** A link that cannot be used any more, or is none. */
const gone = kind("gone")
/** It is done, declined or withdrawn, so there is nothing to change. */
const over = kind("link_over")
/** This answer alone holds the token of the address. */
const given = kind("given", {
  linkId,
  token: z.string(),
  /** It also goes to its recipient by e-mail. */
  isMailed: z.boolean(),
})

/** Links by which people outside give consents. Where nobody is signed in, the token in the link's address proves who asks. */
export const LINK_OPERATIONS = {
  makeLink: byAdmin
    .input(
      z
        .object({
          purpose: z.enum(LINK_PURPOSES),
          /** The organisation that it is for, unless it is for a new one. */
          tenantId: z.guid().nullable(),
          recipientName: typedText(100).nullable(),
          recipientEmail: email.nullable(),
          note: typedLines(LONGEST_NOTE).nullable(),
          reference: typedText(200).nullable(),
          returnTo: returnAddress.nullable(),
          days,
          /** By mail, where there is an address and a mail server. */
          sends: z.boolean(),
        })
        .refine((one) => (one.purpose === "connect") === (one.tenantId === null)),
    )
    .output(
      given,
      /** No owner lists the origin of the return address. */
      kind("origin_not_listed"),
      /** By mail; too many went out within an hour. */
      throttled,
      notFound,
    ),
  /** A new address, for as many days as before; the one before stops working. */
  renewLink: byAdmin
    .input(z.object({ linkId, sends: z.boolean() }))
    .output(given, over, throttled, notFound),
  extendLink: byAdmin.input(z.object({ linkId, days })).output(kind("extended"), over, notFound),
  withdrawLink: byAdmin.input(z.object({ linkId })).output(kind("withdrawn"), over, notFound),
  /** Lets services that reach all organisations read one that came by a link. */
  approveTenant: by("admin", { seals: false, sudo: "always" })
    .input(z.object({ tenantId: z.guid() }))
    .output(kind("approved"), notFound),
  /** The name by which programs know an organisation; null takes it away. */
  changeReference: by("admin", { seals: false, sudo: "always" })
    .input(z.object({ tenantId: z.guid(), reference: typedText(200).nullable() }))
    .output(kind("changed"), notFound),
  changeLinkSettings: by("owner", { seals: false, sudo: "always" })
    .input(
      z.object({
        seen: seenMark,
        askerName: typedText(100).nullable(),
        contact: typedText(200).nullable(),
        returnOrigins: z.array(returnOrigin).max(MOST_ORIGINS),
        holdsNew: z.boolean(),
      }),
    )
    .output(kind("changed"), changedMeanwhile),
  /** The picture at the top of the link's page, in base64; null: none. */
  changeLogo: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ picture: z.base64().max(LONGEST_PICTURE).nullable() }))
    .output(
      kind("changed"),
      kind("too_large"),
      /** Its bytes are no PNG, JPEG or WebP. */
      kind("not_a_picture"),
    ),
  /** What the link's page shows. Changes nothing: scanners of mails read it, too. */
  readLink: tokenHolder
    .input(z.object({ token, consentId: z.guid().nullable() }))
    .output(kind("link", { link: linkView }), gone, throttled),
  openLink: tokenHolder.input(z.object({ token })).output(kind("opened"), gone, throttled),
  /** `under_way`: Xero has answered to a consent by it, and that goes on. */
  declineLink: tokenHolder
    .input(z.object({ token }))
    .output(kind("declined"), kind("under_way"), gone, throttled),
  /** Of an expired link, at most once an hour: `sent` to the address that the old one went to, or the admins are `told`. */
  askForLink: sealingTokenHolder
    .input(z.object({ token }))
    /** `not_expired`: it still works, has a newer address, or is done, declined or withdrawn, as its page says. */
    .output(
      kind("sent"),
      kind("told"),
      kind("asked_already"),
      kind("not_expired"),
      gone,
      throttled,
    ),
  startLinkConsent: sealingTokenHolder
    .input(z.object({ token }))
    .output(...CONSENT_OPERATIONS.startConsent.output.options, gone, throttled),
  /** What `completeConsent` is for members. The browser's token proves who asks. */
  completeLinkConsent: tokenHolder
    .input(CONSENT_OPERATIONS.completeConsent.input)
    .output(...CONSENT_OPERATIONS.completeConsent.output.options, throttled),
} as const
