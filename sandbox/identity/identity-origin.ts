import type Provider from "oidc-provider"
import { readBearer } from "@/sandbox/api/bearer"
import {
  type Answerer,
  emptyAnswer,
  jsonAnswer,
  notFoundAnswer,
  type SandboxAnswer,
  type SandboxRequest,
} from "@/sandbox/http/answers"
import { withFaults } from "@/sandbox/http/faults"
import { askProvider } from "@/sandbox/identity/ask-provider"
import { discoveryDocument } from "@/sandbox/identity/discovery"
import {
  DISCOVERY_PATH,
  JWKS_PATH,
  REVOCATION_PATH,
  TOKEN_PATH,
  USERINFO_PATH,
} from "@/sandbox/identity/paths"
import { answerTokenRequest, type TokenEndpointParts } from "@/sandbox/identity/token-endpoint"
import { subjectOf } from "@/sandbox/identity/token-set"
import { publicJwk } from "@/sandbox/world/signing-key"
import type { World } from "@/sandbox/world/world"

/** The issuer's origin: everything machines talk to, as identity.xero.com (docs/xero.md §1.1). */
export function identityOrigin(parts: IdentityParts): Answerer {
  const { world, faults, provider, loginUrl } = parts
  const document = () => jsonAnswer(200, discoveryDocument({ issuer: world.issuer, loginUrl }))
  const keys = () => jsonAnswer(200, { keys: [publicJwk(world.signingKey)] })
  const routes: Record<string, Answerer> = {
    [`GET ${DISCOVERY_PATH}`]: withFaults(faults, "discovery", document),
    [`GET ${JWKS_PATH}`]: withFaults(faults, "jwks", keys),
    [`POST ${TOKEN_PATH}`]: (request) => answerTokenRequest(parts, request),
    [`POST ${REVOCATION_PATH}`]: withFaults(faults, "revocation", (each) => revoke(provider, each)),
    [`GET ${USERINFO_PATH}`]: (request) => answerUserinfo(world, request),
  }
  return (request) => {
    const route = routes[`${request.method} ${request.url.pathname}`] ?? notFoundAnswer
    return route(request)
  }
}

/** An access token cannot be revoked and is no error either (docs/xero.md §1.6). */
async function revoke(provider: Provider, request: SandboxRequest): Promise<SandboxAnswer> {
  const answer = await askProvider(provider, request)
  const isStructured = answer.kind === "answer" && answer.body.includes("unsupported_token_type")
  return isStructured ? emptyAnswer(200) : answer
}

/** Xero's shape is not documented: this is standard OpenID Connect with Xero's ids (docs/xero.md §1.1). */
async function answerUserinfo(world: World, request: SandboxRequest): Promise<SandboxAnswer> {
  const bearer = await readBearer(world, request)
  const user = bearer.kind === "bearer" && world.xeroUsers.get(bearer.xeroUserId ?? "")
  if (!user) return emptyAnswer(401, { "www-authenticate": "Bearer" })
  const { xeroUserId, email, givenName, familyName } = user
  return jsonAnswer(200, {
    sub: subjectOf(xeroUserId),
    xero_userid: xeroUserId,
    email,
    given_name: givenName,
    family_name: familyName,
  })
}

export type IdentityParts = TokenEndpointParts & { loginUrl: string }
