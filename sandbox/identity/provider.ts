import Provider, { type Adapter, type Configuration, errors } from "oidc-provider"
import { createAdapterFactory, emptyAdapter } from "@/sandbox/identity/adapter"
import { registerGrants } from "@/sandbox/identity/grants"
import {
  AUTHORIZE_PATH,
  CONSENT_PATH,
  JWKS_PATH,
  REVOCATION_PATH,
  TOKEN_PATH,
} from "@/sandbox/identity/paths"
import { findApp } from "@/sandbox/world/apps"
import { removeConnections } from "@/sandbox/world/connections"
import { endChains, judgeRefreshToken } from "@/sandbox/world/refresh-chains"
import { splitScopes, USER_SCOPES } from "@/sandbox/world/scopes"
import { markChanged, type World } from "@/sandbox/world/world"

const ONE_HOUR_IN_SECONDS = 60 * 60

/**
 * The authorization server: oidc-provider does the authorization request, PKCE, codes and client authentication;
 * `registerGrants` and the origins add grants and answers in Xero's own form.
 */
export function createProvider(world: World): Provider {
  const provider = new Provider(world.issuer, configuration(world))
  const { prototype } = provider.Client
  prototype.compareClientSecret = function (actual: string): boolean {
    return findApp(world, this.clientId)?.clientSecrets.includes(actual) ?? false
  }
  provider.on("authorization.error", (_ctx, error) => {
    // The only error that Xero sends back to the app is Cancel (docs/xero.md §1.3).
    if (error.error !== "access_denied") error.allow_redirect = false
  })
  registerGrants(provider, world)
  return provider
}

function configuration(world: World): Configuration {
  const revocable = revocableTokens(world)
  const storage = createAdapterFactory(world, revocable)
  return {
    adapter: (model) => (model === "Client" ? clientAdapter(world) : storage(model)),
    jwks: { keys: [{ ...world.signingKey.privateJwk, kid: world.signingKey.kid, use: "sig" }] },
    scopes: [...USER_SCOPES],
    claims: { openid: ["sub"] },
    clientDefaults: { grant_types: ["authorization_code", "refresh_token", "client_credentials"] },
    responseTypes: ["code"],
    clientAuthMethods: ["client_secret_basic", "client_secret_post"],
    clientBasedCORS: () => false,
    pkce: { required: () => false },
    formats: { bitsOfOpaqueRandomness: 256 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: { enabled: false },
      dPoP: { enabled: false },
    },
    routes: {
      authorization: AUTHORIZE_PATH,
      token: TOKEN_PATH,
      revocation: REVOCATION_PATH,
      jwks: JWKS_PATH,
    },
    ttl: {
      AuthorizationCode: 5 * 60,
      AccessToken: 30 * 60,
      ClientCredentials: 30 * 60,
      IdToken: 5 * 60,
      Grant: ONE_HOUR_IN_SECONDS,
      Interaction: ONE_HOUR_IN_SECONDS,
      Session: ONE_HOUR_IN_SECONDS,
    },
    cookies: {
      names: {
        session: "sandbox_session",
        interaction: "sandbox_consent",
        resume: "sandbox_resume",
      },
    },
    interactions: { url: (_ctx, { uid }) => `${CONSENT_PATH}/${uid}` },
    extraParams: { bulk_connect: null, requested_scope: requireKnownScopes },
    expiresWithSession: () => false,
    issueRefreshToken: () => false,
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    renderError: (ctx, out) => {
      ctx.body = out
    },
  }
}

/** oidc-provider lets unknown scopes pass; Xero answers them with an error page. */
function requireKnownScopes(_ctx: unknown, requested: string | undefined): void {
  const scopes = splitScopes(requested ?? "")
  const unknown = scopes.find((scope) => !USER_SCOPES.has(scope))
  if (scopes.length === 0 || unknown !== undefined) {
    throw new errors.InvalidScope("scope not granted to the app", unknown ?? "")
  }
}

function clientAdapter(world: World): Adapter {
  return {
    ...emptyAdapter(),
    find: async (clientId) => {
      const app = findApp(world, clientId)
      if (app === null) return undefined
      const isCustom = app.custom !== null
      return {
        client_id: clientId,
        client_secret: "compared elsewhere: an app may have several",
        client_name: app.name,
        redirect_uris: app.redirectUris,
        ...(isCustom && { grant_types: ["client_credentials"], response_types: [] }),
      }
    },
  }
}

/** The revocation endpoint's view of refresh tokens; revoking takes all of the Xero user's connections (docs/xero.md §1.6). */
function revocableTokens(world: World): Adapter {
  return {
    ...emptyAdapter(),
    find: async (value) => {
      const known = judgeRefreshToken(world, value)
      if (known.kind === "refused" && known.reason === "unknown") return undefined
      const chain = world.chains.get(world.refreshTokens.get(value)?.chainId ?? "")
      const clientId = chain?.consent.clientId ?? ""
      return { kind: "RefreshToken", jti: value, clientId, grantId: value }
    },
    destroy: async (value) => {
      const chainId = world.refreshTokens.get(value)?.chainId
      const chain = chainId === undefined ? undefined : world.chains.get(chainId)
      if (!chain) return
      const { clientId, xeroUserId } = chain.consent
      endChains(world, chain.consent, "revoked")
      removeConnections(world, (one) => one.clientId === clientId && one.xeroUserId === xeroUserId)
      world.consentedScopes.delete(`${clientId} ${xeroUserId}`)
      markChanged(world)
    },
  }
}
