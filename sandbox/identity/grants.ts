import { errors, type KoaContextWithOIDC, type default as Provider } from "oidc-provider"
import { mintAppToken, mintTokenSet, type TokenSetBody } from "@/sandbox/identity/token-set"
import { redeemRefreshToken, startChain } from "@/sandbox/world/refresh-chains"
import { APP_SCOPES, splitScopes } from "@/sandbox/world/scopes"
import { markChanged, type World } from "@/sandbox/world/world"

/** Adds Xero's grants and its form of answers to oidc-provider's token endpoint. */
export function registerGrants(provider: Provider, world: World): void {
  provider.registerGrantType<{ refresh_token?: string }>(
    "refresh_token",
    async (ctx) => {
      ctx.body = await refresh(world, ctx.oidc.params.refresh_token)
    },
    ["refresh_token"],
  )
  provider.registerGrantType(
    "client_credentials",
    async (ctx) => {
      ctx.body = await mintAppToken(world, requireAppScopes(ctx.oidc.params.scope))
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

async function refresh(world: World, refreshToken: string | undefined): Promise<TokenSetBody> {
  if (!refreshToken) throw new errors.InvalidRequest("refresh_token is missing")
  const redemption = redeemRefreshToken(world, refreshToken)
  if (redemption.kind === "refused") throw new errors.InvalidGrant(redemption.reason)
  const { chain, child } = redemption
  return mintTokenSet(world, {
    consent: chain.consent,
    refreshToken: child.value,
    occasion: "refresh",
  })
}

function requireAppScopes(scope: string | undefined): string[] {
  const scopes = scope === undefined ? [...APP_SCOPES] : splitScopes(scope)
  const refused = scopes.find((each) => !APP_SCOPES.has(each))
  if (refused !== undefined) throw new errors.InvalidScope("not granted to the app", refused)
  return scopes
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
