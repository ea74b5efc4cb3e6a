import type { Keeper } from "@/keeper/keeper"
import { digestOf } from "@/keeper/sso/once"
import { type Place, tryOpen } from "@/keeper/vault/vault"
import type { Tx } from "@/lib/db/create-db"
import { SSO_COLUMNS, type SsoSettings } from "@/lib/members/sso-settings"

/** The settings and the client's secret, which is null where it cannot be opened; null where there is no single sign-on. */
export async function readSso({ db, vault, log }: Opening): Promise<Sso | null> {
  const row = await db.ssoSettings.findFirst({
    select: { ...SSO_COLUMNS, clientSecretSealed: true },
  })
  if (row === null) return null
  const { clientSecretSealed, ...settings } = row
  const opened = await tryOpen(vault, clientSecretSealed, clientSecretPlace(row))
  if (opened.kind === "open") return { ...settings, clientSecret: opened.value }
  log.error({ event: "sso_secret_shut", code: opened.error.code, keyId: opened.keyId })
  return { ...settings, clientSecret: null }
}

/** The settings alone. */
export function findSsoSettings(tx: Tx): Promise<StoredSettings | null> {
  return tx.ssoSettings.findFirst({ select: SSO_COLUMNS })
}

/** A secret belongs to its client at its issuer: in a row that names others it does not open. */
export function clientSecretPlace({ issuer, clientId }: OfClient): Place {
  return { column: "SsoSettings.clientSecret", row: digestOf([issuer, clientId]) }
}

type Opening = Pick<Keeper, "db" | "vault" | "log">
type OfClient = { issuer: string; clientId: string }
export type StoredSettings = SsoSettings & {
  fromEnvironment: boolean
  emergencyOwnerId: string | null
}
export type Sso = StoredSettings & { clientSecret: string | null }
