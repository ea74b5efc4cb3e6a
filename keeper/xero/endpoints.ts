import * as oauth from "oauth4webapi"
import { sendOnce } from "@/keeper/xero/send-once"

const TIMEOUT_IN_MILLISECONDS = 15_000

/**
 * The issuer's endpoints, from its discovery document (RFC 8414, OpenID Connect Discovery), read once: bursts of
 * discovery requests are answered 403 (docs/xero.md §1.5). A reading that failed is tried again at the next call, but
 * callers at the same moment share one request.
 */
export function createEndpoints(issuer: string): () => Promise<Endpoints | null> {
  let reading: Promise<Endpoints | null> | undefined
  return async () => {
    reading ??= readEndpoints(new URL(issuer))
    const endpoints = await reading
    if (endpoints === null) reading = undefined
    return endpoints
  }
}

async function readEndpoints(issuer: URL): Promise<Endpoints | null> {
  const url = `${issuer.href.replace(/\/$/, "")}/.well-known/openid-configuration`
  const sent = await sendOnce({
    url,
    method: "GET",
    headers: { accept: "application/json" },
    timeoutInMilliseconds: TIMEOUT_IN_MILLISECONDS,
  })
  if (sent.kind !== "answered") return null
  return oauth
    .processDiscoveryResponse(
      issuer,
      new Response(sent.body, { status: sent.status, headers: jsonType(sent.headers) }),
    )
    .then(requireEndpoints, () => null)
}

function requireEndpoints(server: oauth.AuthorizationServer): Endpoints | null {
  const { authorization_endpoint, token_endpoint, revocation_endpoint, jwks_uri } = server
  if (!authorization_endpoint || !token_endpoint || !revocation_endpoint || !jwks_uri) return null
  return {
    server,
    authorization: authorization_endpoint,
    token: token_endpoint,
    revocation: revocation_endpoint,
    jwks: jwks_uri,
  }
}

function jsonType(headers: Headers): { "content-type": string } {
  return { "content-type": headers.get("content-type") ?? "" }
}

export type Endpoints = {
  server: oauth.AuthorizationServer
  authorization: string
  token: string
  revocation: string
  jwks: string
}
