import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** How links present themselves and what they may do, as owners set it. */
export async function findLinkSettingsView(): Promise<LinkSettingsView> {
  await requireMember("viewer")
  const row = await db().linkSettings.findFirst({
    select: { askerName: true, contact: true, returnOrigins: true, holdsNew: true },
  })
  return row ?? { askerName: null, contact: null, returnOrigins: [], holdsNew: true }
}

export type LinkSettingsView = {
  askerName: string | null
  contact: string | null
  returnOrigins: string[]
  holdsNew: boolean
}
