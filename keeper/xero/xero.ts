import {
  type AppRequestOptions,
  type AppRequests,
  createAppRequests,
} from "@/keeper/xero/app-requests"
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
import { NO_TOKEN_REQUEST, type TokenJudgement } from "@/keeper/xero/judge"
import { createSigningKeys } from "@/keeper/xero/signing-keys"
import { type Client, requestRevocation, requestToken } from "@/keeper/xero/token-endpoint"

/** The wire to Xero: knows HTTP and the RFCs, and keeps only the endpoints and keys. Each request says for which app it is. */
export function createXero(options: XeroOptions): Xero {
  const endpointsOf = createEndpoints(options.issuer)
  const keys = createSigningKeys()

  async function tokenRequest(
    client: Client,
    form: Record<string, string>,
  ): Promise<TokenJudgement> {
    const endpoints = await endpointsOf()
    if (endpoints === null) return NO_TOKEN_REQUEST
    const { tokenTimeoutInMilliseconds: timeoutInMilliseconds } = options
    return requestToken({ url: endpoints.token, client, form, timeoutInMilliseconds })
  }

  return {
    isIssuer: (iss) => isSameIssuer(iss, options.issuer),
    async isReachable() {
      const endpoints = await endpointsOf()
      return endpoints !== null && keys.areInHand(endpoints.jwks)
    },
    async authorizationUrl({ client, ...request }) {
      const endpoints = await endpointsOf()
      if (endpoints === null) return null
      const { redirectUri } = options
      const { id: clientId, scopes } = client
      const endpoint = endpoints.authorization
      return buildAuthorizationUrl({ ...request, endpoint, clientId, redirectUri, scopes })
    },
    exchangeCode({ client, code, verifier }) {
      const redirect_uri = options.redirectUri
      const grant_type = "authorization_code"
      return tokenRequest(client, { grant_type, code, redirect_uri, code_verifier: verifier })
    },
    async identity(request) {
      const endpoints = await endpointsOf()
      if (endpoints === null) return { kind: "unreachable" }
      return judgeIdentity({ ...request, endpoints, keys })
    },
    async refreshedIdentity(request) {
      const endpoints = await endpointsOf()
      if (endpoints === null) return { kind: "unreachable" }
      return judgeRefreshedIdentity({ ...request, endpoints, keys })
    },
    refresh: ({ client, refreshToken }) =>
      tokenRequest(client, { grant_type: "refresh_token", refresh_token: refreshToken }),
    async revoke({ client, refreshToken }) {
      const endpoints = await endpointsOf()
      const url = endpoints?.revocation ?? null
      if (url === null) return NO_TOKEN_REQUEST
      return requestRevocation({ url, client, refreshToken })
    },
    ...createAppRequests(endpointsOf, options),
    listConnections: (accessToken) => listConnections(options.apiUrl, accessToken),
    deleteConnection: ({ accessToken, connectionId }) =>
      deleteConnection({ apiUrl: options.apiUrl, accessToken, connectionId }),
  }
}

export type XeroOptions = AppRequestOptions & { issuer: string }
/** A refresh token, and the app that it was issued to. */
export type RefreshTokenOf = { client: Client; refreshToken: string }
export type Xero = AppRequests & {
  /** Whether this is the name of the issuer that is asked. */
  isIssuer(iss: string): boolean
  /** Whether the issuer's endpoints and signing keys are available, which a consent needs besides the code. */
  isReachable(): Promise<boolean>
  /** Null if the issuer's endpoints cannot be read. */
  authorizationUrl(
    request: Pick<AuthorizationRequest, "state" | "nonce" | "verifier"> & {
      client: { id: string; scopes: string[] }
    },
  ): Promise<string | null>
  exchangeCode(request: { client: Client; code: string; verifier: string }): Promise<TokenJudgement>
  identity(request: Omit<IdentityRequest, "endpoints" | "keys">): Promise<IdentityJudgement>
  /** Whose a token set is that a refresh answered, of a chain that was begun elsewhere. */
  refreshedIdentity(
    request: Pick<IdentityRequest, "accessToken" | "idToken" | "clientId">,
  ): Promise<IdentityJudgement>
  refresh(request: RefreshTokenOf): Promise<TokenJudgement>
  revoke(request: RefreshTokenOf): Promise<TokenJudgement | { kind: "revoked" }>
  listConnections(accessToken: string): Promise<ListJudgement>
  deleteConnection(request: {
    accessToken: string
    connectionId: string
  }): Promise<ApiTrouble | { kind: "deleted" }>
}
