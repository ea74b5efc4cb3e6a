import { randomBytes } from "node:crypto"
import type { Keeper } from "@/keeper/keeper"
import { requestIdToken } from "@/keeper/sso/issuer/request-tokens"
import { findSecret, mayBeAsked } from "@/keeper/sso/settings/change-sso"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"

/**
 * Asks the issuer for its discovery document and its keys, and whether it knows the client: by a code that it never issued,
 * which it refuses only after it has checked the client's secret.
 */
export async function testSso(
  keeper: Keeper,
  { issuer: address, clientId, clientSecret }: OperationInput<"testSso">,
): Promise<OperationOutput<"testSso">> {
  const client = { issuer: address, clientId }
  if (!mayBeAsked(keeper, address)) return { kind: "refused", why: "https_needed" }
  const secret = clientSecret ?? (await findSecret(keeper, client))
  if (secret === null) return { kind: "refused", why: "secret_needed" }
  keeper.sso.issuers.forget()
  const issuer = await keeper.sso.issuers.find(address)
  if (issuer.kind === "problem") return issuer
  if (!(await issuer.areKeysInHand())) return { kind: "problem", problem: "no_keys" }
  const asked = await requestIdToken(issuer.metadata, {
    client: { id: clientId, secret },
    code: randomBytes(16).toString("hex"),
    redirect_uri: keeper.sso.redirectUri,
    code_verifier: randomBytes(32).toString("hex"),
  })
  if (asked.kind === "client_refused") return { kind: "problem", problem: "client_refused" }
  return asked.kind === "code_refused"
    ? { kind: "works" }
    : { kind: "problem", problem: "unreachable" }
}
