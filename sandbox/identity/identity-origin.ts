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
import { answerWithFault, type Faults } from "@/sandbox/http/faults"
import { askProvider } from "@/sandbox/identity/ask-provider"
import { discoveryDocument } from "@/sandbox/identity/discovery"
import {
  DISCOVERY_PATH,
  JWKS_PATH,
  REVOCATION_PATH,
  TOKEN_PATH,
  USERINFO_PATH,
} from "@/sandbox/identity/paths"
import { answerTokenRequest } from "@/sandbox/identity/token-endpoint"
import { subjectOf } from "@/sandbox/identity/token-set"
import { publicJwk } from "@/sandbox/world/signing-key"
import type { StateFile } from "@/sandbox/world/state-file"
import type { TokenRequestLog } from "@/sandbox/world/token-requests"
import type { World } from "@/sandbox/world/world"

/** The issuer's origin: everything machines talk to, as identity.xero.com (docs/xero.md §1.1). */
export function identityOrigin(parts: IdentityParts): Answerer {
  const { world, faults, provider, loginUrl } = parts
  return (request) => {
    const { method, url } = request
    switch (`${method} ${url.pathname}`) {
      case `GET ${DISCOVERY_PATH}`: {
        const fault = faults.take({ target: "discovery" })
        const document = discoveryDocument({ issuer: world.issuer, loginUrl })
        const answerer: Answerer = () => jsonAnswer(200, document)
        return answerWithFault(faults, { fault, request, answerer })
      }
      case `GET ${JWKS_PATH}`: {
        const fault = faults.take({ target: "jwks" })
        const answerer: Answerer = () => jsonAnswer(200, { keys: [publicJwk(world.signingKey)] })
        return answerWithFault(faults, { fault, request, answerer })
      }
      case `POST ${TOKEN_PATH}`:
        return answerTokenRequest(parts, request)
      case `POST ${REVOCATION_PATH}`: {
        const fault = faults.take({ target: "revocation" })
        return answerWithFault(faults, {
          fault,
          request,
          answerer: (each) => revoke(provider, each),
        })
      }
      case `GET ${USERINFO_PATH}`:
        return answerUserinfo(world, request)
      default:
        return notFoundAnswer()
    }
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

export type IdentityParts = {
  world: World
  faults: Faults
  provider: Provider
  stateFile: StateFile
  tokenRequests: TokenRequestLog
  loginUrl: string
}
