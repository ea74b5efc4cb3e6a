import type { Keeper } from "@/keeper/keeper"
import { holdRole } from "@/keeper/members/hold-acting"
import { hasOwnerBesideIssuer } from "@/keeper/members/other-ways"
import { lockOwners } from "@/keeper/members/store-role"
import {
  clientSecretPlace,
  findSsoSettings,
  readSso,
  type StoredSettings,
} from "@/keeper/sso/settings/read-sso"
import { changesOf, type Values } from "@/lib/audit/changes"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { isLoopback } from "@/lib/loopback"
import { isSameIssuer } from "@/lib/members/sso-issuer"
import { type SsoSettings, ssoSettings } from "@/lib/members/sso-settings"
import { isStale, seenSso } from "@/lib/seen"

/**
 * Says where members sign in and who may come, from now on, where it is as the form showed it. The stored secret stays as
 * long as client and issuer do.
 */
export async function changeSso(
  keeper: Keeper,
  memberId: string,
  { seen, settings, clientSecret }: OperationInput<"changeSso">,
): Promise<OperationOutput<"changeSso">> {
  const { db, vault } = keeper
  const secret = clientSecret ?? (await findSecret(keeper, settings))
  const clientSecretSealed =
    secret === null ? null : await vault.seal(secret, clientSecretPlace(settings))
  const outcome = await db.$transaction(async (tx): Promise<OperationOutput<"changeSso">> => {
    const before = await lockSso(tx)
    if (!(await holdRole(tx, memberId, "owner"))) return { kind: "forbidden" }
    const obstacle = await findObstacle(keeper, tx, { before, seen, issuer: settings.issuer })
    if (obstacle !== null) return obstacle
    if (clientSecretSealed === null) return { kind: "refused", why: "secret_needed" }
    const row = { ...settings, fromEnvironment: false }
    // It opens under the spelling alone that it was sealed for.
    const isKept = clientSecret === null && before?.issuer === settings.issuer
    const replaced = isKept ? {} : { clientSecretSealed }
    await tx.ssoSettings.upsert({
      where: { singleton: true },
      create: { ...row, clientSecretSealed },
      update: { ...row, ...replaced, changedAt: await dbNow(tx) },
      select: { singleton: true },
    })
    const { issuer } = settings
    const changes = changesOf(valuesOf(before), valuesOf(settings))
    const detail = { issuer, changes, replaced: clientSecret === null ? [] : ["clientSecret"] }
    await recordEvent(tx, { kind: "sso.changed", memberId, detail })
    return { kind: "changed" }
  })
  keeper.sso.issuers.forget()
  return outcome
}

/**
 * Ends single sign-on: everybody signs in with a password again, and some owner has to have one, or a passkey. Identities stay,
 * in case it comes back.
 */
export async function removeSso(
  { db, sso }: Keeper,
  memberId: string,
): Promise<OperationOutput<"removeSso">> {
  const outcome = await db.$transaction(async (tx): Promise<OperationOutput<"removeSso">> => {
    const before = await lockSso(tx)
    if (before?.fromEnvironment) return { kind: "from_environment" }
    if (!(await hasOwnerBesideIssuer(tx))) return { kind: "last_way" }
    if (before === null) return { kind: "removed" }
    await tx.ssoSettings.deleteMany()
    await recordEvent(tx, { kind: "sso.removed", memberId, detail: { name: before.name } })
    return { kind: "removed" }
  })
  sso.issuers.forget()
  return outcome
}

async function findObstacle(
  keeper: Keeper,
  tx: Tx,
  { before, seen, issuer }: Wanted,
): Promise<OperationOutput<"changeSso"> | null> {
  if (isStale(seen, seenSso(before))) return { kind: "changed_meanwhile" }
  if (before?.fromEnvironment) return { kind: "from_environment" }
  if (!mayBeAsked(keeper, issuer)) return { kind: "refused", why: "https_needed" }
  const isOther = before !== null && !isSameIssuer(before.issuer, issuer)
  return isOther && !(await hasOwnerBesideIssuer(tx)) ? { kind: "last_way" } : null
}

/** Until the transaction ends nobody else changes it, and no owner gives up a way to sign in. */
async function lockSso(tx: Tx): Promise<StoredSettings | null> {
  await lockOwners(tx)
  await tx.$executeRaw`SELECT 1 FROM "SsoSettings" FOR UPDATE`
  return findSsoSettings(tx)
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
  if (sso === null || !isSameIssuer(sso.issuer, client.issuer)) return null
  return sso.clientId === client.clientId ? sso.clientSecret : null
}

type Wanted = {
  before: StoredSettings | null
  seen: OperationInput<"changeSso">["seen"]
  issuer: string
}
type OfClient = { issuer: string; clientId: string }
