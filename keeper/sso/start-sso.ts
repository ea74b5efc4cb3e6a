import type { Keeper } from "@/keeper/keeper"
import { atStrangersPace } from "@/keeper/sso/at-strangers-pace"
import type { FoundIssuer } from "@/keeper/sso/issuer/issuers"
import { readSso, type Sso } from "@/keeper/sso/settings/read-sso"
import { type Aim, sealTrip, TRIP_LASTS_IN_SECONDS } from "@/keeper/sso/trip"
import { buildAuthorizationUrl, makeConsentSecrets } from "@/keeper/xero/authorization"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Acting } from "@/lib/members/sudo"

const SCOPES = ["openid", "profile", "email"]

/** Begins a sign-in at the issuer: state, nonce and PKCE verifier go into this browser's cookie, sealed. */
export function startSso(
  keeper: Keeper,
  input: OperationInput<"startSso">,
): Promise<OperationOutput<"startSso">> {
  return atStrangersPace(keeper, () => start(keeper, { purpose: "sign_in", ...input }))
}

/** Begins a proof: the issuer has to ask for the member's credentials, whoever is signed in there (OpenID Connect Core §3.1.2.1). */
export function startSsoProof(keeper: Keeper, acting: Acting): Promise<Started> {
  return start(keeper, { purpose: "prove", ...acting })
}

/** Begins to add an identity to a member who is signed in. */
export function startAddingIdentity(keeper: Keeper, acting: Acting): Promise<Started> {
  return start(keeper, { purpose: "add", ...acting })
}

/** Nobody is sent there who could not be let in afterwards: endpoints and keys are fetched first. */
async function start(keeper: Keeper, aim: Aim): Promise<Started> {
  const sso = await readSso(keeper)
  if (sso === null) return { kind: "refused", reason: "not_configured" }
  if (sso.clientSecret === null) return { kind: "refused", reason: "secret_shut" }
  const issuer = await keeper.sso.issuers.find(sso.issuer)
  if (issuer.kind === "problem" || !(await issuer.areKeysInHand()))
    return { kind: "refused", reason: "unreachable" }
  const secrets = makeConsentSecrets()
  const { state, nonce, verifier } = secrets
  const { clientId } = sso
  return {
    kind: "started",
    authorizationUrl: await authorizationUrl(keeper, { sso, issuer, aim, ...secrets }),
    browserToken: await sealTrip(keeper, state, {
      aim,
      issuer: sso.issuer,
      clientId,
      nonce,
      verifier,
    }),
    expiresInSeconds: TRIP_LASTS_IN_SECONDS,
  }
}

function authorizationUrl(keeper: Keeper, { sso, issuer, aim, ...secrets }: Asking) {
  return buildAuthorizationUrl({
    ...secrets,
    endpoint: issuer.metadata.authorization,
    clientId: sso.clientId,
    redirectUri: keeper.sso.redirectUri,
    scopes: SCOPES,
    more: aim.purpose === "prove" ? ASK_AGAIN : {},
  })
}

const ASK_AGAIN = { prompt: "login", max_age: "0" }

type Asking = {
  sso: Sso
  issuer: Extract<FoundIssuer, { kind: "issuer" }>
  aim: Aim
  state: string
  nonce: string
  verifier: string
}
type Started = OperationOutput<"startSsoProof">
