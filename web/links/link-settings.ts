import { logoPath } from "@/lib/links/logo"
import { seenLinkSettings } from "@/lib/seen"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** How links present themselves and what they may do, as owners set it. */
export async function findLinkSettingsView(): Promise<LinkSettingsView> {
  await requireMember("viewer")
  const [row, mailServers] = await Promise.all([
    db().linkSettings.findFirst({
      select: {
        askerName: true,
        contact: true,
        returnOrigins: true,
        holdsNew: true,
        logoType: true,
        changedAt: true,
      },
    }),
    db().mailServer.count(),
  ])
  if (row === null)
    return { ...NOTHING_SET, seen: seenLinkSettings(NOTHING_SET), mailsGo: mailServers > 0 }
  const { logoType, changedAt, ...settings } = row
  const logo = logoType === null ? null : logoPath(changedAt)
  return { ...settings, seen: seenLinkSettings(settings), logo, mailsGo: mailServers > 0 }
}

/** The picture itself, for whoever asks. */
export async function findLogo(): Promise<{ type: string; bytes: Uint8Array<ArrayBuffer> } | null> {
  const row = await db().linkSettings.findFirst({ select: { logo: true, logoType: true } })
  if (row === null || row.logo === null || row.logoType === null) return null
  return { type: row.logoType, bytes: row.logo }
}

const NOTHING_SET = {
  askerName: null,
  contact: null,
  returnOrigins: [],
  holdsNew: true,
  logo: null,
}

export type LinkSettingsView = {
  askerName: string | null
  contact: string | null
  returnOrigins: string[]
  holdsNew: boolean
  seen: string
  /** The address of the picture, or null. */
  logo: string | null
  /** There is a mail server, so links can be sent. */
  mailsGo: boolean
}
