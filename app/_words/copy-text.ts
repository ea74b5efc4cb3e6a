import { formatAmount, formatRelative } from "@/lib/format"
import type { CopyView } from "@/web/installation/find-copy"
import type { DoubtfulTenant } from "@/web/installation/list-doubtful"

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

/** What is known after a restore or a take-over about organisations whose sign-ins Xero has not accepted since. */
export function restoredNotice(tenants: Restored[]): { title: string; text: string } {
  const lost = tenants.filter(({ status }) => status === "reconnect_needed").length
  const amount = formatAmount(tenants.length, "organisation")
  const [theirs, need] =
    tenants.length === 1 ? ["its sign-in", "needs"] : ["their sign-ins", "need"]
  const since = `Xero has not accepted ${theirs} since this database was restored, taken over or out of use.`
  if (lost === tenants.length) {
    const title = `${amount} ${need} reconnecting after a restore`
    return { title, text: `${since} Reconnected organisations leave this list.` }
  }
  const asking =
    lost === 0
      ? "Tenantry is asking Xero."
      : "Reconnect those that need it. Tenantry is asking Xero about the others."
  return {
    title: `${amount} may need reconnecting after a restore`,
    text: `${since} If another installation refreshed one in the meantime, its organisation must be reconnected. ${asking} Organisations that work leave this list.`,
  }
}

type Restored = Pick<DoubtfulTenant, "status">
