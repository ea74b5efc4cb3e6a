import { z } from "zod"
import { CHANNEL_CONTENTS } from "@/lib/alerts/alert-detail"
import { by, kind, oneOf } from "@/lib/contract/operation"
import { changedMeanwhile, notFound, seenMark } from "@/lib/contract/outcomes"
import { sent } from "@/lib/contract/sent"
import { typedText } from "@/lib/typed-text"

const MOST_RECIPIENTS = 20

const channelId = z.guid()
const name = typedText(80)
const address = z.email().max(254)
const webhookUrl = z
  .url({ protocol: /^https?$/, abort: true })
  .max(2_000)
  .refine((one) => new URL(one).username === "" && new URL(one).password === "")
  // As it is sent: whatever else was typed is escaped.
  .transform((one) => new URL(one).href)

const email = kind("email", {
  name,
  to: z.array(address).min(1).max(MOST_RECIPIENTS),
})
const webhook = kind("webhook", {
  name,
  url: webhookUrl,
  sends: z.enum(CHANNEL_CONTENTS).optional(),
})
const settings = oneOf(email, webhook)

/** What the channel names may not be used: its field, and why. */
const refused = kind("refused", {
  why: z.enum(["private_address", "https_needed", "mail_server_needed"]),
})

/** What web may ask of the keeper about alerts. Secrets go one way: the keeper shows a new one once. */
export const ALERT_OPERATIONS = {
  addAlertChannel: by("owner", { seals: true, sudo: "always" })
    .input(settings)
    .output(kind("added", { channelId, secret: z.string().nullable() }), refused, notFound),
  changeAlertChannel: by("owner", { seals: true, sudo: "always" })
    .input(z.object({ channelId, seen: seenMark, settings }))
    .output(kind("changed"), changedMeanwhile, refused, notFound),
  removeAlertChannel: by("owner", { seals: true, sudo: "always" })
    .input(z.object({ channelId }))
    .output(kind("removed"), notFound),
  /** The secret before goes on signing beside the new one until `previousUntil`. */
  rotateAlertSecret: by("owner", { seals: true, sudo: "always" })
    .input(z.object({ channelId }))
    .output(kind("rotated", { secret: z.string(), previousUntil: z.string() }), notFound),
  testAlertChannel: by("owner", { seals: true, sudo: "never" })
    .input(z.object({ channelId }))
    .output(sent, notFound),
  /** Sends a stored delivery once more, whatever became of it, and tries for another 24 hours. */
  resendAlert: by("owner", { seals: true, sudo: "never" })
    .input(z.object({ deliveryId: z.guid() }))
    .output(sent, notFound),
} as const

export type AlertOperationName = keyof typeof ALERT_OPERATIONS
export type AlertInput<N extends AlertOperationName> = z.output<
  (typeof ALERT_OPERATIONS)[N]["input"]
>
export type AlertOutput<N extends AlertOperationName> = z.output<
  (typeof ALERT_OPERATIONS)[N]["output"]
>
export type ChannelSettings = z.output<typeof settings>
