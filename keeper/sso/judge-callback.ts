import type { Keeper } from "@/keeper/keeper"
import type { IssuerMetadata } from "@/keeper/sso/issuer/discovery"
import { type IdClaims, judgeIdToken } from "@/keeper/sso/issuer/judge-token"
import { requestIdToken } from "@/keeper/sso/issuer/request-tokens"
import { type Refused, refused } from "@/keeper/sso/refused"
import { readSso, type Sso } from "@/keeper/sso/settings/read-sso"
import type { Trip } from "@/keeper/sso/trip"
import { verifySignature } from "@/keeper/xero/verify-signature"
import type { OperationInput } from "@/lib/contract/operations"
import type { SsoRefusal } from "@/lib/contract/sso-operations"
import { dbNow } from "@/lib/db/clock"
import { isSameIssuer } from "@/lib/members/sso-issuer"

/** Who came back from this trip, by what the issuer signed; or why that is not known. */
export async function judgeCallback(
  keeper: Keeper,
  trip: Trip,
  { code, iss, error }: Pick<OperationInput<"completeSso">, "code" | "iss" | "error">,
): Promise<Judged> {
  const sso = await readFor(keeper, trip)
  if (typeof sso === "string") return refused(sso)
  const issuer = await keeper.sso.issuers.find(sso.issuer)
  if (issuer.kind === "problem") return refused("unreachable")
  const { metadata } = issuer
  if (!isOfIssuer(iss, metadata)) return refused("other_issuer")
  if (error !== null) return refused(error === "access_denied" ? "cancelled" : "issuer_error")
  if (code === null) return refused("issuer_error")
  const exchanged = await requestIdToken(metadata, {
    client: { id: sso.clientId, secret: sso.clientSecret },
    code,
    redirect_uri: keeper.sso.redirectUri,
    code_verifier: trip.verifier,
  })
  if (exchanged.kind !== "id_token") return refused(exchanged.kind)
  const keys = await issuer.findKeys(exchanged.idToken)
  if (keys === null) return refused("unreachable")
  const claims = await verifySignature(exchanged.idToken, keys)
  if (claims === null) return refused("not_signed")
  const judged = judgeIdToken(claims, {
    issuer: metadata.issuer,
    clientId: sso.clientId,
    nonce: trip.nonce,
    nowInSeconds: (await dbNow(keeper.db)).getTime() / 1_000,
  })
  return judged.kind === "refused" ? judged : { ...judged, sso }
}

/** The settings with which this trip began, if they still are. */
async function readFor(keeper: Keeper, trip: Trip): Promise<UsableSso | SsoRefusal> {
  const sso = await readSso(keeper)
  if (sso === null || !isSameIssuer(sso.issuer, trip.issuer) || sso.clientId !== trip.clientId)
    return "not_configured"
  const { clientSecret } = sso
  return clientSecret === null ? "secret_shut" : { ...sso, clientSecret }
}

/** RFC 9207 §2.4: an answer that names its issuer names this one, and one that has to does. */
function isOfIssuer(iss: string | null, { issuer, sendsIssuer }: IssuerMetadata): boolean {
  return iss === null ? !sendsIssuer : iss === issuer
}

type UsableSso = Sso & { clientSecret: string }
type Judged = { kind: "claims"; claims: IdClaims; sso: Sso } | Refused
