import { createHash, randomBytes, randomUUID } from "node:crypto"
import { findClient } from "@/keeper/apps/find-client"
import { chooseApp } from "@/keeper/consent/choose-app"
import type { Keeper } from "@/keeper/keeper"
import { actorOf, type Beginner } from "@/keeper/links/link-label"
import { makeConsentSecrets } from "@/keeper/xero/authorization"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"

const LIFE_IN_SECONDS = 10 * 60

/** Begins a consent for a member. */
export function startConsent(
  keeper: Keeper,
  memberId: string,
  input: OperationInput<"startConsent">,
): Promise<OperationOutput<"startConsent">> {
  return beginConsent(keeper, { memberId, linkId: null }, input)
}

/**
 * Begins one trip through Xero's screen: state (kept as a hash), PKCE verifier (sealed), nonce, who begins it, the purpose
 * and a token that binds it to this browser. Xero's endpoints and keys are fetched first, so that no one is sent to
 * give a consent that could not be stored.
 */
export async function beginConsent(
  keeper: Keeper,
  beginner: Beginner,
  input: OperationInput<"startConsent">,
): Promise<OperationOutput<"startConsent">> {
  const { purpose } = input
  const tenantId = input.purpose === "connect" ? null : input.tenantId.toLowerCase()
  if (
    tenantId !== null &&
    !(await keeper.db.tenant.findUnique({ where: { tenantId }, select: { tenantId: true } }))
  ) {
    return { kind: "not_found" }
  }
  const xeroAppId = await chooseApp(keeper, { tenantId, xeroAppId: input.xeroAppId })
  if (xeroAppId === null) return { kind: "not_found" }
  const client = await findClient(keeper, xeroAppId)
  if (client === null) return { kind: "not_ready" }
  const secrets = makeConsentSecrets()
  const reachable = await keeper.xero.isReachable()
  const authorizationUrl = reachable
    ? await keeper.xero.authorizationUrl({ ...secrets, client })
    : null
  if (authorizationUrl === null) return { kind: "xero_trouble", trouble: "not_sent" }
  const browserToken = randomBytes(32).toString("base64url")
  const consentId = randomUUID()
  const verifierSealed = await keeper.vault.seal(secrets.verifier, verifierPlace(consentId))
  await keeper.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO "ConsentRequest" ("id", "stateHash", "browserHash", "verifierSealed", "nonce", "purpose", "tenantId",
        "memberId", "linkId", "xeroAppId", "createdAt", "expiresAt")
      VALUES (${consentId}::uuid, ${hashOf(secrets.state)}, ${hashOf(browserToken)}, ${verifierSealed}, ${secrets.nonce},
        ${purpose}::"ConsentPurpose", ${tenantId}::uuid, ${beginner.memberId}::uuid, ${beginner.linkId}::uuid,
        ${xeroAppId}::uuid, clock_timestamp(), clock_timestamp() + ${LIFE_IN_SECONDS} * interval '1 second')`
    const { memberId, detail: by } = await actorOf(tx, beginner)
    const detail = { purpose, consentId, ...by }
    await recordEvent(tx, { kind: "consent.started", memberId, tenantId, detail })
  })
  return {
    kind: "started",
    consentId,
    authorizationUrl,
    browserToken,
    expiresInSeconds: LIFE_IN_SECONDS,
  }
}

/** State and browser token have 256 random bits, so a plain hash is enough to keep them out of the rows. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex")
}

export function verifierPlace(consentId: string): { column: string; row: string } {
  return { column: "ConsentRequest.verifier", row: consentId }
}
