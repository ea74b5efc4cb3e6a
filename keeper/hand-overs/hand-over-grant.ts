import { createHash, randomBytes, randomUUID } from "node:crypto"
import { refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import { endGrant } from "@/keeper/grants/strike"
import { sealFile } from "@/keeper/hand-overs/file"
import { notifyOwnersOfExport } from "@/keeper/hand-overs/notify-owners"
import { writeHandOvers } from "@/keeper/journal/write-hand-overs"
import type { Keeper } from "@/keeper/keeper"
import { tryOpen } from "@/keeper/vault/vault"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import type { Grant, XeroApp } from "@/lib/db/generated/client"
import { CLAIM_PATH } from "@/lib/machine-paths"
import { judgePassword } from "@/lib/members/password-rule"
import { labelTenants } from "@/lib/names/label-tenants"

/**
 * Freezes a grant and gives its newest refresh token, sealed with a passphrase, for another installation. From the commit on
 * nothing is sent for it here, and no older secret of it is kept. Only a chain at rest goes: one whose newest token set was
 * never presented and has no rival, and which reaches an organisation. If the file is lost on its way, an owner takes the grant back.
 */
export async function handOverGrant(
  installation: Installation,
  memberId: string | null,
  { grantId, passphrase }: OperationInput<"handOverGrant">,
): Promise<OperationOutput<"handOverGrant">> {
  const { db, vault, appUrl } = installation
  const problem = judgePassword(passphrase, { email: "", name: "" })
  if (problem !== null) return { kind: "weak_passphrase", problem }
  const claimSecret = randomBytes(32).toString("base64url")
  const frozen = await db.$transaction(async (tx) => {
    const grant = await lockWhole(tx, grantId)
    if (grant === undefined) return { kind: "not_found" } as const
    const resting = await findResting(tx, grantId)
    if (resting === null) return { kind: "unsettled" } as const
    const opened = await tryOpen(vault, resting.refreshTokenSealed, refreshTokenPlace(resting.id))
    if (opened.kind === "shut") return opened
    const organisations = await listOrganisations(tx, grantId)
    if (organisations.length === 0) return { kind: "reaches_nothing" } as const
    const id = randomUUID()
    await freeze(tx, { id, grantId, tokenSetId: resting.id, memberId, claimSecret, organisations })
    const issuedAt = resting.receivedAt.toISOString()
    const refreshToken = opened.value
    return { kind: "frozen", ...grant, id, issuedAt, organisations, refreshToken } as const
  })
  if (frozen.kind !== "frozen") return { kind: frozen.kind }
  await writeHandOvers(installation, { grantId })
  const { kind: _, issuer, clientId, ...content } = frozen
  const exportedAt = new Date().toISOString()
  const claimAddress = `${appUrl}${CLAIM_PATH}`
  const xeroApp = { issuer, clientId }
  const file = await sealFile(
    { ...content, xeroApp, exportedAt, claimAddress, claimSecret },
    passphrase,
  )
  return { kind: "handed_over", file, organisations: content.organisations.length }
}

async function lockWhole(tx: Tx, grantId: string): Promise<WholeGrant | undefined> {
  const [grant] = await tx.$queryRaw<WholeGrant[]>`
    SELECT g."id"::text AS "id", g."xeroUserId"::text AS "xeroUserId", g."xeroUserName", a."issuer", a."clientId"
    FROM "Grant" g JOIN "XeroApp" a ON a."id" = g."xeroAppId"
    WHERE g."id" = ${grantId}::uuid AND g."state" = 'active' AND a."kind" = 'web' AND a."usable" FOR UPDATE OF g`
  return grant
}

/** Its newest token set, if nothing is under way, in doubt or to be confirmed. */
async function findResting(tx: Tx, grantId: string): Promise<Resting | null> {
  const [resting] = await tx.$queryRaw<Resting[]>`
    SELECT t."id"::text AS "id", t."refreshTokenSealed", t."receivedAt"
    FROM "Grant" g JOIN "TokenSet" t ON t."id" = g."currentTokenSetId"
    WHERE g."id" = ${grantId}::uuid AND t."refreshTokenSealed" IS NOT NULL AND t."firstPresentedAt" IS NULL
      AND (g."leaseUntil" IS NULL OR g."leaseUntil" < clock_timestamp())
      AND g."confirmationsDue" = 0 AND g."strikes" = 0 AND g."doubtfulSince" IS NULL
      AND g."refreshTokenExpiresAt" > clock_timestamp()
      AND NOT EXISTS (SELECT FROM "TokenSet" rival WHERE rival."grantId" = g."id" AND rival."id" <> t."id"
        AND rival."chain" = g."chain" AND rival."refreshTokenSealed" IS NOT NULL AND rival."firstPresentedAt" IS NULL)`
  return resting ?? null
}

async function freeze(tx: Tx, frozen: Frozen): Promise<void> {
  const { id, grantId, tokenSetId, memberId, claimSecret, organisations } = frozen
  const claimDigest = digestOf(claimSecret)
  const select = { id: true }
  await tx.handOver.create({ data: { id, grantId, tokenSetId, memberId, claimDigest }, select })
  await tx.$executeRaw`
    UPDATE "TokenSet" SET "accessTokenSealed" = NULL,
      "refreshTokenSealed" = CASE WHEN "id" = ${tokenSetId}::uuid THEN "refreshTokenSealed" END,
      "scrubbedAt" = CASE WHEN "id" = ${tokenSetId}::uuid THEN NULL ELSE coalesce("scrubbedAt", clock_timestamp()) END
    WHERE "grantId" = ${grantId}::uuid`
  const named = await labelTenants(tx, organisations.slice(0, 20))
  const names = named.map((one) => one.name)
  await endGrant(tx, { grantId, reason: "handed_over", memberId, organisations: names })
  await notifyOwnersOfExport(tx, frozen)
}

async function listOrganisations(
  tx: Tx,
  grantId: string,
): Promise<{ tenantId: string; name: string }[]> {
  return tx.$queryRaw`
    SELECT t."tenantId"::text AS "tenantId", t."name" FROM "Connection" c JOIN "Tenant" t ON t."tenantId" = c."tenantId"
    WHERE c."grantId" = ${grantId}::uuid AND c."state" = 'connected' ORDER BY lower(t."name"), t."tenantId"`
}

/** Of the secret by which the other installation claims. */
export function digestOf(claimSecret: string): string {
  return createHash("sha256").update(claimSecret).digest("hex")
}

type Installation = Pick<Keeper, "db" | "vault" | "appUrl" | "journal">
type WholeGrant = Pick<Grant, "id" | "xeroUserId" | "xeroUserName"> &
  Pick<XeroApp, "issuer" | "clientId">
type Resting = { id: string; refreshTokenSealed: string; receivedAt: Date }
type Frozen = {
  id: string
  grantId: string
  tokenSetId: string
  memberId: string | null
  claimSecret: string
  organisations: { tenantId: string; name: string }[]
}
