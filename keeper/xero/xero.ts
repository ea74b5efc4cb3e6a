import { type AuthorizationRequest, buildAuthorizationUrl } from "@/keeper/xero/authorization"
import {
  type ApiTrouble,
  deleteConnection,
  type ListJudgement,
  listConnections,
} from "@/keeper/xero/connections"
import { createEndpoints, isSameIssuer } from "@/keeper/xero/endpoints"
import {
  type IdentityJudgement,
  type IdentityRequest,
  judgeIdentity,
  judgeRefreshedIdentity,
} from "@/keeper/xero/identity"
import type { TokenJudgement } from "@/keeper/xero/judge"
import { createSigningKeys } from "@/keeper/xero/signing-keys"
import { createClient, requestRevocation, requestToken } from "@/keeper/xero/token-endpoint"

/** The wire to Xero for one app: knows HTTP and the RFCs, and keeps only the endpoints and the secret that worked. */
export function createXero(options: XeroOptions): Xero {
  const endpointsOf = createEndpoints(options.issuer)
  const client = createClient(options.clientId, options.clientSecrets)
  const keys = createSigningKeys()

  async function tokenRequest(form: Record<string, string>): Promise<TokenJudgement> {
    const endpoints = await endpointsOf()
    if (endpoints === null) return NOT_SENT
    const { tokenTimeoutInMilliseconds: timeoutInMilliseconds } = options
    return requestToken({ url: endpoints.token, client, form, timeoutInMilliseconds })
  }

  return {
    isIssuer: (iss) => isSameIssuer(iss, options.issuer),
    async isReachable() {
      const endpoints = await endpointsOf()
      return endpoints !== null && keys.areInHand(endpoints.jwks)
    },
    async authorizationUrl(request) {
      const endpoints = await endpointsOf()
      if (endpoints === null) return null
      const { clientId, redirectUri, scopes } = options
      const endpoint = endpoints.authorization
      return buildAuthorizationUrl({ ...request, endpoint, clientId, redirectUri, scopes })
    },
    exchangeCode({ code, verifier }) {
      const redirect_uri = options.redirectUri
      const grant_type = "authorization_code"
      return tokenRequest({ grant_type, code, redirect_uri, code_verifier: verifier })
    },
    async identity(request) {
      const endpoints = await endpointsOf()
      if (endpoints === null) return { kind: "unreachable" }
      return judgeIdentity({ ...request, endpoints, keys, clientId: options.clientId })
    },
    async refreshedIdentity(request) {
      const endpoints = await endpointsOf()
      if (endpoints === null) return { kind: "unreachable" }
      return judgeRefreshedIdentity({ ...request, endpoints, keys, clientId: options.clientId })
    },
    refresh: (refreshToken) =>
      tokenRequest({ grant_type: "refresh_token", refresh_token: refreshToken }),
    async revoke(refreshToken) {
      const endpoints = await endpointsOf()
      const url = endpoints?.revocation ?? null
      if (url === null) return NOT_SENT
      return requestRevocation({ url, client, refreshToken })
    },
    listConnections: (accessToken) => listConnections(options.apiUrl, accessToken),
    deleteConnection: ({ accessToken, connectionId }) =>
      deleteConnection({ apiUrl: options.apiUrl, accessToken, connectionId }),
  }
}

const NOT_SENT: TokenJudgement = {
  kind: "not_sent",
  evidence: { httpStatus: null, correlationId: null },
}

export type XeroOptions = {
  issuer: string
  apiUrl: string
  clientId: string
  clientSecrets: string[]
  redirectUri: string
  scopes: string[]
  tokenTimeoutInMilliseconds?: number
}
export type Xero = {
  /** Whether this is the name of the issuer that is asked. */
  isIssuer(iss: string): boolean
  /** Whether the issuer's endpoints and signing keys are available, which a consent needs besides the code. */
  isReachable(): Promise<boolean>
  /** Null if the issuer's endpoints cannot be read. */
  authorizationUrl(
    request: Pick<AuthorizationRequest, "state" | "nonce" | "verifier">,
  ): Promise<string | null>
  exchangeCode(request: { code: string; verifier: string }): Promise<TokenJudgement>
  identity(
    request: Omit<IdentityRequest, "endpoints" | "keys" | "clientId">,
  ): Promise<IdentityJudgement>
  /** Whose a token set is that a refresh answered, of a chain that was begun elsewhere. */
  refreshedIdentity(
    request: Pick<IdentityRequest, "accessToken" | "idToken">,
  ): Promise<IdentityJudgement>
  refresh(refreshToken: string): Promise<TokenJudgement>
  revoke(refreshToken: string): Promise<TokenJudgement | { kind: "revoked" }>
  listConnections(accessToken: string): Promise<ListJudgement>
  deleteConnection(request: {
    accessToken: string
    connectionId: string
  }): Promise<ApiTrouble | { kind: "deleted" }>
}
