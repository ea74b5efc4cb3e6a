import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** How links present themselves and what they may do, as owners set it. */
export async function findLinkSettingsView(): Promise<LinkSettingsView> {
  await requireMember("viewer")
  const [row, mailServers] = await Promise.all([
    db().linkSettings.findFirst({
      select: { askerName: true, contact: true, returnOrigins: true, holdsNew: true },
    }),
    db().mailServer.count(),
  ])
  const settings = row ?? { askerName: null, contact: null, returnOrigins: [], holdsNew: true }
  return { ...settings, mailsGo: mailServers > 0 }
}

export type LinkSettingsView = {
  askerName: string | null
  contact: string | null
  returnOrigins: string[]
  holdsNew: boolean
  /** There is a mail server, so links can be sent. */
  mailsGo: boolean
}
