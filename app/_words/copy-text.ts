import { formatAmount, formatRelative } from "@/lib/format"
import type { CopyView } from "@/web/installation/find-copy"

/** Why Tenantry takes its database for a copy. A sign of a later version is told without its reason. */
export function copyReason({ sign }: Pick<CopyView, "sign">): string {
  return REASONS[sign] ?? "It may belong to another installation of Tenantry."
}

const REASONS: Record<string, string> = {
  installation: "It belongs to another installation of Tenantry.",
  database:
    "It is not the PostgreSQL database that this installation used before. It may have been restored from a backup, or copied.",
  older:
    "It is older than what this installation saw before. It may have been restored from a backup.",
  folder:
    "Its data folder is not the one that this installation used before. It may have been copied, restored, or moved to another disk.",
  evidence:
    "Xero refuses sign-ins of several people that were never used from here. Another installation may be using them.",
}

/** What an owner should know before taking over: how old the data is, and what that means for the sign-ins. */
export function takeOverFacts({ savedAt, stale, all }: CopyView, now: Date): string[] {
  const age =
    savedAt === null ? [] : [`The data was last in use ${formatRelative(new Date(savedAt), now)}.`]
  if (all === 0) return age
  if (stale === 0) return [...age, "Every sign-in was refreshed within the last 30 minutes."]
  const amount = formatAmount(stale, "sign-in was", "sign-ins were")
  return [
    ...age,
    `${amount} last refreshed more than 30 minutes ago. If another installation refreshed them since, they need reconnecting here. Tenantry asks Xero about every sign-in after you take over.`,
  ]
}

/** The answer to *Refresh now* where Xero refuses a sign-in that may have been restored. */
export const QUESTIONED_IN_DOUBT = {
  tone: "warning" as const,
  title: "Xero does not accept this sign-in",
  text: "If the data here was restored from a backup or copied, a newer sign-in existed and was lost with it. Tenantry asks again within a few minutes. If Xero still refuses then, press Reconnect.",
}
