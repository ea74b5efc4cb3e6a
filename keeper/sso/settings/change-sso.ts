import type { Keeper } from "@/keeper/keeper"
import { hasOwnerBesideIssuer } from "@/keeper/members/other-ways"
import { clientSecretPlace, findSsoSettings, readSso } from "@/keeper/sso/settings/read-sso"
import { changesOf, type Values } from "@/lib/audit/changes"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import { isLoopback } from "@/lib/loopback"
import { type SsoSettings, ssoSettings } from "@/lib/members/sso-settings"

/** Says where members sign in and who may come, from now on. The stored secret stays as long as client and issuer do. */
export async function changeSso(
  keeper: Keeper,
  memberId: string,
  { settings, clientSecret }: OperationInput<"changeSso">,
): Promise<OperationOutput<"changeSso">> {
  const { db, vault } = keeper
  const before = await findSsoSettings(db)
  if (before?.fromEnvironment) return { kind: "from_environment" }
  if (!mayBeAsked(keeper, settings.issuer)) return { kind: "refused", why: "https_needed" }
  const isOther = before !== null && before.issuer !== settings.issuer
  if (isOther && !(await hasOwnerBesideIssuer(db))) return { kind: "last_way" }
  const secret = clientSecret ?? (await findSecret(keeper, settings))
  if (secret === null) return { kind: "refused", why: "secret_needed" }
  const clientSecretSealed = await vault.seal(secret, clientSecretPlace(settings))
  const row = { ...settings, clientSecretSealed, fromEnvironment: false }
  await db.$transaction(async (tx) => {
    await tx.ssoSettings.upsert({
      where: { singleton: true },
      create: row,
      update: { ...row, changedAt: await dbNow(tx) },
      select: { singleton: true },
    })
    const { issuer } = settings
    const changes = changesOf(valuesOf(before), valuesOf(settings))
    const replaced = clientSecret === null ? [] : ["clientSecret"]
    const detail = { issuer, changes, replaced }
    await recordEvent(tx, { kind: "sso.changed", memberId, detail })
  })
  keeper.sso.issuers.forget()
  return { kind: "changed" }
}

/**
 * Ends single sign-on: everybody signs in with a password again, and some owner has to have one, or a passkey. Identities stay,
 * in case it comes back.
 */
export async function removeSso(
  { db, sso }: Keeper,
  memberId: string,
): Promise<OperationOutput<"removeSso">> {
  const before = await findSsoSettings(db)
  if (before?.fromEnvironment) return { kind: "from_environment" }
  if (!(await hasOwnerBesideIssuer(db))) return { kind: "last_way" }
  await db.$transaction(async (tx) => {
    const { count } = await tx.ssoSettings.deleteMany({ where: { fromEnvironment: false } })
    if (count === 0) return
    const detail = { name: before?.name ?? "" }
    await recordEvent(tx, { kind: "sso.removed", memberId, detail })
  })
  sso.issuers.forget()
  return { kind: "removed" }
}

/** As the activity shows them: all but the secret, and who may use a password, which is an event of its own. */
function valuesOf(settings: SsoSettings | null): Values {
  return settings === null ? {} : ssoSettings.parse(settings)
}

/** Plain http only to this machine, and only where Tenantry itself is tried out on it. */
export function mayBeAsked({ sso }: Keeper, issuer: string): boolean {
  if (issuer.startsWith("https:")) return true
  return isLoopback(issuer) && isLoopback(sso.redirectUri)
}

/** The stored secret of this client at this issuer. */
export async function findSecret(keeper: Keeper, client: OfClient): Promise<string | null> {
  const sso = await readSso(keeper)
  const isSame = sso?.issuer === client.issuer && sso.clientId === client.clientId
  return isSame ? sso.clientSecret : null
}

type OfClient = { issuer: string; clientId: string }
