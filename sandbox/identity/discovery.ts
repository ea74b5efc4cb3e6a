import {
  AUTHORIZE_PATH,
  JWKS_PATH,
  REVOCATION_PATH,
  TOKEN_PATH,
  USERINFO_PATH,
} from "@/sandbox/identity/paths"

/** The discovery document, keys and order as captured from Xero (docs/xero.md §1.2). */
export function discoveryDocument({
  issuer,
  loginUrl,
}: {
  issuer: string
  loginUrl: string
}): object {
  return {
    issuer,
    jwks_uri: `${issuer}${JWKS_PATH}`,
    authorization_endpoint: `${loginUrl}${AUTHORIZE_PATH}`,
    end_session_endpoint: `${loginUrl}/identity/connect/endsession`,
    check_session_iframe: `${loginUrl}/identity/connect/checksession`,
    token_endpoint: `${issuer}${TOKEN_PATH}`,
    userinfo_endpoint: `${issuer}${USERINFO_PATH}`,
    revocation_endpoint: `${issuer}${REVOCATION_PATH}`,
    introspection_endpoint: `${issuer}/connect/introspect`,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    grant_types_supported: [
      "authorization_code",
      "client_credentials",
      "refresh_token",
      "implicit",
      "delegation",
      "oauth1_migration",
    ],
    response_types_supported: [
      "code",
      "token",
      "id_token",
      "id_token token",
      "code id_token",
      "code token",
      "code id_token token",
    ],
    response_modes_supported: ["form_post", "query", "fragment"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    code_challenge_methods_supported: ["S256"],
  }
}
