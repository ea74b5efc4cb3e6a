import { randomBytes } from "node:crypto"
import type { Place } from "@/keeper/vault/vault"

const SECRET_IN_BYTES = 32

/** A new webhook secret, in the form that the Standard Webhooks specification gives it. */
export function makeWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_IN_BYTES).toString("base64")}`
}

export function channelPlace(what: ChannelSecret, channelId: string): Place {
  return { column: `AlertChannel.${what}`, row: channelId }
}

type ChannelSecret = "smtpPassword" | "secret" | "previousSecret"
