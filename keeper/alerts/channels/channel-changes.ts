import { type Changes, changesOf, type Values } from "@/lib/audit/changes"

/** A channel's settings as the activity may show them: of a webhook's address the host alone, for its path may be a secret. */
export function shownSettings({ name, url, mailTo }: StoredSettings): Values {
  return url === null ? { name, to: mailTo } : { name, url: new URL(url).origin }
}

/** What changed, and which secrets were replaced, without them. */
export function channelChanges(
  before: StoredSettings,
  after: StoredSettings,
): { changes: Changes; replaced: string[] } {
  const changes = changesOf(shownSettings(before), shownSettings(after))
  const pathOnly = before.url !== after.url && changes.url === undefined
  return { changes, replaced: pathOnly ? ["url"] : [] }
}

export type StoredSettings = { name: string; url: string | null; mailTo: string[] }
