import type { Db } from "@/lib/db/create-db"
import type { Identity } from "@/lib/db/generated/client"
import { webEnv } from "@/lib/env"
import { spellingsOf } from "@/lib/members/sso-issuer"
import { SSO_COLUMNS, type SsoSettings } from "@/lib/members/sso-settings"
import { seenSso } from "@/lib/seen"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** Single sign-on as whoever signs in sees it; null where there is none. */
export async function findSsoView(on: Db = db()): Promise<SsoView | null> {
  const row = await on.ssoSettings.findFirst({
    select: { name: true, issuer: true, emergencyOwnerId: true },
  })
  if (row === null) return null
  const { name, issuer, emergencyOwnerId } = row
  return { name, issuer, isOnlyWay: emergencyOwnerId !== null }
}

/** What the button calls the issuer at which this member can confirm that it is them; null where there is none. */
export async function findProvingIssuer(memberId: string, on: Db = db()): Promise<string | null> {
  const sso = await findSsoView(on)
  if (sso === null) return null
  const issuer = { in: spellingsOf(sso.issuer) }
  return (await on.identity.count({ where: { memberId, issuer } })) > 0 ? sso.name : null
}

/** Everything about it but the client's secret, and the owners who could sign in if the issuer were away. */
export async function getSsoSettings(): Promise<SsoSettingsView> {
  await requireMember("owner")
  const { APP_URL } = webEnv()
  const [row, owners] = await Promise.all([
    db().ssoSettings.findFirst({ select: SSO_COLUMNS }),
    db().member.findMany({
      where: { role: "owner", disabledAt: null, passwordHash: { not: null } },
      select: { id: true, name: true, email: true },
      orderBy: { createdAt: "asc" },
    }),
  ])
  return {
    settings: row === null ? null : { ...row, seen: seenSso(row) },
    fromEnvironment: row?.fromEnvironment ?? false,
    emergencyOwnerId: row?.emergencyOwnerId ?? null,
    owners,
    redirectUri: `${APP_URL}/sign-in/callback`,
    logoutUri: `${APP_URL}/oauth/backchannel-logout`,
  }
}

/** At which issuers the member signs in, and as whom. */
export async function listIdentities(): Promise<IdentityView[]> {
  const { memberId } = await requireMember("viewer")
  return db().identity.findMany({
    where: { memberId },
    select: { id: true, issuer: true, email: true, createdAt: true },
    orderBy: { createdAt: "asc" },
  })
}

export type SsoView = {
  name: string
  issuer: string
  /** Only the emergency owner may use a password. */
  isOnlyWay: boolean
}
export type SsoSettingsView = {
  settings: (SsoSettings & { seen: string }) | null
  fromEnvironment: boolean
  emergencyOwnerId: string | null
  /** Enabled, and with a password. */
  owners: { id: string; name: string; email: string }[]
  redirectUri: string
  logoutUri: string
}
export type IdentityView = Pick<Identity, "id" | "issuer" | "email" | "createdAt">
