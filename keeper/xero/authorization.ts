import * as oauth from "oauth4webapi"

/**
 * RFC 6749 §4.1.1, beside what the endpoint's address asks already (§3.1), with PKCE S256 (RFC 7636) and a nonce. Spaces as
 * %20: `+` in scopes has been refused (docs/xero.md §1.3).
 */
export async function buildAuthorizationUrl(request: AuthorizationRequest): Promise<string> {
  const url = new URL(request.endpoint)
  const parameters = new URLSearchParams({
    ...Object.fromEntries(url.searchParams),
    ...request.more,
    response_type: "code",
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(" "),
    state: request.state,
    nonce: request.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(request.verifier),
    code_challenge_method: "S256",
  })
  url.search = parameters.toString().replaceAll("+", "%20")
  return url.href
}

/** Random values for one consent: state, nonce and PKCE verifier, each with 256 bits. */
export function makeConsentSecrets(): { state: string; nonce: string; verifier: string } {
  return {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
  }
}

export type AuthorizationRequest = {
  endpoint: string
  clientId: string
  redirectUri: string
  scopes: string[]
  state: string
  nonce: string
  verifier: string
  /** Further parameters. */
  more?: Record<string, string>
}
