import { type Changes, changesOf, type Values } from "@/lib/audit/changes"
import type { ChannelSettings } from "@/lib/contract/alert-operations"

/** A channel's settings as the activity may show them: of a webhook's address the host alone, for its path may be a secret. */
export function shownSettings(channel: StoredSettings): Values {
  const { name, url } = channel
  if (url !== null) return { name, url: new URL(url).origin }
  return {
    name,
    host: channel.smtpHost,
    port: channel.smtpPort,
    security: channel.smtpSecurity,
    smtpName: channel.smtpName,
    from: channel.mailFrom,
    to: channel.mailTo,
  }
}

/** What changed, and which secrets were replaced, without them. */
export function channelChanges(
  before: StoredSettings,
  after: StoredSettings,
  settings: ChannelSettings,
): { changes: Changes; replaced: string[] } {
  const changes = changesOf(shownSettings(before), shownSettings(after))
  const pathOnly = before.url !== after.url && changes.url === undefined
  const password = settings.kind === "email" && settings.smtpPassword !== null
  return {
    changes,
    replaced: [...(pathOnly ? ["url"] : []), ...(password ? ["smtpPassword"] : [])],
  }
}

export type StoredSettings = {
  name: string
  url: string | null
  smtpHost: string | null
  smtpPort: number | null
  smtpSecurity: string | null
  smtpName: string | null
  mailFrom: string | null
  mailTo: string[]
}
