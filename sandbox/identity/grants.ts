import { errors, type KoaContextWithOIDC, type default as Provider } from "oidc-provider"
import { mintAppToken, mintTokenSet, type TokenSetBody } from "@/sandbox/identity/token-set"
import { findApp } from "@/sandbox/world/apps"
import { redeemRefreshToken, startChain } from "@/sandbox/world/refresh-chains"
import { APP_SCOPES, splitScopes } from "@/sandbox/world/scopes"
import { markChanged, type SandboxApp, switchesOf, type World } from "@/sandbox/world/world"

/** Adds Xero's grants and its form of answers to oidc-provider's token endpoint. */
export function registerGrants(provider: Provider, world: World): void {
  provider.registerGrantType<{ refresh_token?: string }>(
    "refresh_token",
    async (ctx) => {
      const clientId = clientOf(ctx)
      ctx.body = await refresh(world, { refreshToken: ctx.oidc.params.refresh_token, clientId })
    },
    ["refresh_token"],
  )
  provider.registerGrantType(
    "client_credentials",
    async (ctx) => {
      const clientId = clientOf(ctx)
      const scopes = requireAppScopes(world, { clientId, scope: ctx.oidc.params.scope })
      ctx.body = await mintAppToken(world, { clientId, scopes })
    },
    ["scope"],
  )
  provider.use(async (ctx, next) => {
    await next()
    const oidcContext = ctx as unknown as KoaContextWithOIDC
    const oidc = oidcContext.oidc as KoaContextWithOIDC["oidc"] | undefined
    if (oidc?.route === "token") await inXerosForm(world, oidcContext)
    if (oidc?.route === "revocation") refuseInXerosForm(oidcContext)
  })
}

function clientOf({ oidc }: { oidc: { client?: { clientId: string } | undefined } }): string {
  return oidc.client?.clientId ?? ""
}

async function refresh(
  world: World,
  { refreshToken, clientId }: { refreshToken: string | undefined; clientId: string },
): Promise<TokenSetBody> {
  if (!refreshToken) throw new errors.InvalidRequest("refresh_token is missing")
  const redemption = redeemRefreshToken(world, refreshToken, clientId)
  if (redemption.kind === "refused") throw new errors.InvalidGrant(redemption.reason)
  const { chain, child } = redemption
  return mintTokenSet(world, {
    consent: chain.consent,
    refreshToken: child.value,
    occasion: "refresh",
  })
}

/** What the app may ask for itself: a custom app the scopes that were consented to, another one `app.connections`. */
function requireAppScopes(
  world: World,
  { clientId, scope }: { clientId: string; scope: string | undefined },
): string[] {
  const app = findApp(world, clientId)
  if (app?.custom) requireConsent(world, app.custom.state)
  const own = ownScopes(app)
  const scopes = scope === undefined ? own : splitScopes(scope)
  const refused = scopes.find((each) => !own.includes(each))
  if (refused !== undefined || scopes.length === 0) {
    throw new errors.InvalidScope("not granted to the app", refused ?? "")
  }
  return scopes
}

function ownScopes(app: SandboxApp | null): string[] {
  if (app?.custom) return app.scopes
  return app?.appConnections ? [...APP_SCOPES] : []
}

/** Until its named person has consented, a custom app gets no token, or one that reaches nothing. */
function requireConsent(world: World, state: NonNullable<SandboxApp["custom"]>["state"]): void {
  if (state === "active") return
  switch (switchesOf(world).customRefusal) {
    case "unauthorized_client":
      throw new errors.UnauthorizedClient("nobody has consented")
    case "invalid_grant":
      throw new errors.InvalidGrant("nobody has consented")
    case "access_denied":
      throw new errors.AccessDenied("nobody has consented")
    default:
  }
}

/** oidc-provider has exchanged the code and checked PKCE, redirect URI and client; the tokens are Xero's. */
async function inXerosForm(world: World, ctx: KoaContextWithOIDC): Promise<void> {
  const code = ctx.oidc.authorizationCode
  if (ctx.status === 200 && code) {
    ctx.body = await exchange(world, { grantId: code.grantId, nonce: code.nonce })
  }
  refuseInXerosForm(ctx)
}

async function exchange(
  world: World,
  { grantId, nonce }: { grantId: string | undefined; nonce: string | undefined },
): Promise<TokenSetBody> {
  const consent = world.consents.get(grantId ?? "")
  if (!consent) throw new Error("a code was exchanged whose consent is not on record")
  world.consents.delete(grantId ?? "")
  markChanged(world)
  const offline = consent.scopes.includes("offline_access")
  const refreshToken = offline ? startChain(world, consent).value : null
  return mintTokenSet(world, { consent, refreshToken, occasion: "code", nonce })
}

/** 400 with the bare error, whatever the reason (docs/xero.md §1.5). */
function refuseInXerosForm(ctx: KoaContextWithOIDC): void {
  if (ctx.status < 400 || ctx.status >= 500) return
  const { error } = ctx.body as { error: string }
  const authenticated = ctx.oidc.client !== undefined && error !== "invalid_client"
  ctx.status = 400
  ctx.remove("WWW-Authenticate")
  ctx.body = { error: authenticated ? inXerosWord(error, ctx.oidc.params) : "invalid_client" }
}

/** To Xero a malformed verifier is a wrong one (docs/xero.md §1.5). */
function inXerosWord(error: string, params: KoaContextWithOIDC["oidc"]["params"]): string {
  const verifier = params?.code_verifier
  const isMalformed = typeof verifier === "string" && !/^[\w.~-]{43,128}$/.test(verifier)
  return error === "invalid_request" && isMalformed ? "invalid_grant" : error
}
