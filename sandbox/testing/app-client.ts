import { createHash, randomBytes } from "node:crypto"
import { SANDBOX_CLIENT } from "@/sandbox/seed"
import type { RunningSandbox } from "@/sandbox/start-sandbox"
import { type ConsentWalk, walkConsent } from "@/sandbox/walk-consent"

export const READ_SCOPES = "openid profile email offline_access accounting.settings.read"

/** An authorize request as an app would make it, with PKCE. */
export function authorizationRequest(
  { loginUrl }: RunningSandbox,
  extra: Record<string, string> = {},
): { authorizationUrl: string; codeVerifier: string; state: string } {
  const codeVerifier = randomBytes(32).toString("base64url")
  const state = randomBytes(16).toString("base64url")
  const query = new URLSearchParams({
    response_type: "code",
    client_id: SANDBOX_CLIENT.clientId,
    redirect_uri: SANDBOX_CLIENT.redirectUri,
    scope: READ_SCOPES,
    state,
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
    ...extra,
  })
  const encoded = query.toString().replaceAll("+", "%20")
  return {
    authorizationUrl: `${loginUrl}/identity/connect/authorize?${encoded}`,
    codeVerifier,
    state,
  }
}

/** A POST to the token endpoint with the app's Basic authentication. */
export async function postToken(
  { issuer }: Pick<RunningSandbox, "issuer">,
  form: Record<string, string>,
  clientSecret: string = SANDBOX_CLIENT.clientSecret,
  clientId: string = SANDBOX_CLIENT.clientId,
): Promise<TokenAnswer> {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64")
  const answer = await fetch(`${issuer}/connect/token`, {
    method: "POST",
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams(form),
  })
  const body = (await answer.json()) as Record<string, unknown>
  return { status: answer.status, headers: answer.headers, body }
}

/** Walks through a whole consent and exchanges its code. */
export async function connect(
  sandbox: RunningSandbox,
  walk: Pick<ConsentWalk, "xeroUserId" | "choose"> & Extra,
): Promise<TokenAnswer> {
  const { xeroUserId, choose, app = SANDBOX_CLIENT } = walk
  const extra = { client_id: app.clientId, ...walk.extra }
  const { authorizationUrl, codeVerifier } = authorizationRequest(sandbox, extra)
  const callback = await walkConsent({ authorizationUrl, xeroUserId, choose })
  const form = {
    grant_type: "authorization_code",
    code: callback.searchParams.get("code") ?? "",
    redirect_uri: SANDBOX_CLIENT.redirectUri,
    code_verifier: codeVerifier,
  }
  return postToken(sandbox, form, app.clientSecret, app.clientId)
}

export function refresh(
  sandbox: Pick<RunningSandbox, "issuer">,
  refreshToken: unknown,
): Promise<TokenAnswer> {
  return postToken(sandbox, { grant_type: "refresh_token", refresh_token: String(refreshToken) })
}

/** GET on the API origin with an access token. */
export function callApi(
  { apiUrl }: RunningSandbox,
  path: string,
  { accessToken, ...init }: RequestInit & { accessToken: unknown },
): Promise<Response> {
  const headers = { ...init.headers, authorization: `Bearer ${accessToken}` }
  return fetch(new URL(path, apiUrl), { ...init, headers })
}

export type TokenAnswer = { status: number; headers: Headers; body: Record<string, unknown> }
type Extra = {
  extra?: Record<string, string>
  /** Another app than the first. */
  app?: { clientId: string; clientSecret: string }
}
