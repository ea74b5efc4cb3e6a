import { type AuthorizationRequest, buildAuthorizationUrl } from "@/keeper/xero/authorization"
import {
  type AppListJudgement,
  type ListJudgement,
  listAppConnections,
} from "@/keeper/xero/connections"
import type { Endpoints } from "@/keeper/xero/endpoints"
import { type FailedJudgement, NO_TOKEN_REQUEST } from "@/keeper/xero/judge"
import type { ClientTokenJudgement } from "@/keeper/xero/judge-app-token"
import { listCustom } from "@/keeper/xero/list-custom"
import { tryAuthorizationUrl } from "@/keeper/xero/redirect-uri"
import { type Client, requestAppToken } from "@/keeper/xero/token-endpoint"

/** What an app asks for itself, without any Xero user. */
export function createAppRequests(
  endpointsOf: () => Promise<Endpoints | null>,
  options: AppRequestOptions,
): AppRequests {
  const { apiUrl, redirectUri, tokenTimeoutInMilliseconds: timeoutInMilliseconds } = options

  async function requestOwn(request: OwnTokenRequest): Promise<ClientTokenJudgement> {
    const endpoints = await endpointsOf()
    if (endpoints === null) return NO_TOKEN_REQUEST
    return requestAppToken({ ...request, url: endpoints.token, timeoutInMilliseconds })
  }

  return {
    requestAppToken: requestOwn,
    async appToken(client) {
      return forConnections(await requestOwn({ client, scopes: ["app.connections"] }))
    },
    async takesRedirectUri({ client, ...secrets }) {
      const endpoints = await endpointsOf()
      if (endpoints === null) return "unknown"
      const { id: clientId, scopes } = client
      const facts = { endpoint: endpoints.authorization, redirectUri, clientId, scopes }
      return tryAuthorizationUrl(await buildAuthorizationUrl({ ...secrets, ...facts }))
    },
    listAppConnections: (accessToken) => listAppConnections(apiUrl, accessToken),
    listCustom: (request) => listCustom({ ...request, apiUrl }),
  }
}

function forConnections(judged: ClientTokenJudgement): AppTokenJudgement {
  if (judged.kind === "ok") return { kind: "token", accessToken: judged.accessToken }
  if (judged.kind === "no_consent") return { kind: "refused", code: judged.code }
  if (judged.kind === "app_fault" && judged.code !== "invalid_client")
    return { kind: "refused", code: judged.code }
  return { kind: "trouble", trouble: judged.kind }
}

export type AppRequestOptions = {
  apiUrl: string
  redirectUri: string
  tokenTimeoutInMilliseconds?: number
}
type OwnTokenRequest = { client: Client; scopes: string[] }
type AppTokenJudgement =
  | { kind: "token"; accessToken: string }
  | { kind: "refused"; code: string }
  | { kind: "trouble"; trouble: FailedJudgement["kind"] }
export type AppRequests = {
  /** A token of the app itself; without scopes, for all that it may have. */
  requestAppToken(request: OwnTokenRequest): Promise<ClientTokenJudgement>
  /** The same for its own connections. `refused`: Xero does not let this app have one. */
  appToken(client: Client): Promise<AppTokenJudgement>
  /** Whether the authorize page takes the redirect URI for this app. */
  takesRedirectUri(
    request: Pick<AuthorizationRequest, "state" | "nonce" | "verifier"> & {
      client: { id: string; scopes: string[] }
    },
  ): Promise<"yes" | "no" | "unknown">
  listAppConnections(accessToken: string): Promise<AppListJudgement>
  /** What a custom connection's token reaches. */
  listCustom(request: { accessToken: string; standInId: string }): Promise<ListJudgement>
}
