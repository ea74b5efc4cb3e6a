import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { exportJWK, generateKeyPair, type JWK } from "jose"
import Provider, { type Configuration } from "oidc-provider"
import type { SsoSettings } from "@/lib/members/sso-settings"

const CLIENT = {
  clientId: "tenantry",
  clientSecret: "the secret of a client, only for tests",
}
const AN_HOUR = 60 * 60
const KEY_ID = "issuer-key"

/**
 * An issuer of single sign-on on a free port of loopback: `oidc-provider` with a page on which anybody signs in as one of
 * `people` by a button. `forge` changes an id_token before it is answered.
 */
export async function startIssuer(options: IssuerOptions): Promise<TestIssuer> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), kid: KEY_ID, alg: "RS256", use: "sig" }
  const issuer: TestIssuer = {
    url,
    ...CLIENT,
    people: options.people,
    forge: null,
    privateKey,
    publicJwk: { ...(await exportJWK(publicKey)), kid: KEY_ID },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
  const provider = new Provider(url, configuration(issuer, { ...options, jwk }))
  provider.use(async (ctx, next) => {
    if (ctx.path.startsWith("/sign-in/")) return answerSignIn(provider, issuer, ctx)
    await next()
    const { body } = ctx
    if (ctx.path === "/token" && issuer.forge !== null && isTokenAnswer(body)) {
      ctx.body = { ...body, id_token: await issuer.forge(body.id_token) }
    }
  })
  server.on("request", provider.callback())
  return issuer
}

/** Settings that let everybody of ledgers.example in. */
export function settingsOf({ url, clientId }: Pick<TestIssuer, "url" | "clientId">): SsoSettings {
  return {
    name: "Ledgers",
    issuer: url,
    clientId,
    domains: ["ledgers.example"],
    newMembers: "anyone",
    trustsEmail: false,
    groupsClaim: null,
    ownerGroups: [],
    adminGroups: [],
    viewerGroups: [],
  }
}

function configuration(
  issuer: TestIssuer,
  { appUrl, logoutUrl = appUrl, jwk }: Configured,
): Configuration {
  return {
    jwks: { keys: [jwk] },
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [`${appUrl}/sign-in/callback`],
        post_logout_redirect_uris: [],
        backchannel_logout_uri: `${logoutUrl}/oauth/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified", "xms_edov"],
      profile: ["name", "groups"],
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    // Without the provider's own dispatcher, which reaches no address of loopback.
    fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit),
    cookies: { keys: ["a key for cookies, only for tests"] },
    ttl: {
      Interaction: AN_HOUR,
      Grant: AN_HOUR,
      Session: AN_HOUR,
      AccessToken: AN_HOUR,
      IdToken: AN_HOUR,
    },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    findAccount: (_ctx, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, ...issuer.people[subject] }),
    }),
    // Nobody is asked for a consent.
    async loadExistingGrant({ oidc }) {
      const { client, session, provider } = oidc
      const grant = new provider.Grant({
        clientId: client?.clientId ?? "",
        accountId: session?.accountId ?? "",
      })
      grant.addOIDCScope("openid profile email")
      await grant.save()
      return grant
    },
  }
}

/** The page with a button for each person, and what its form does. */
async function answerSignIn(provider: Provider, issuer: TestIssuer, ctx: Context): Promise<void> {
  ctx.respond = false
  if (ctx.method === "GET") {
    const buttons = [...Object.keys(issuer.people), CANCEL].map(buttonOf).join("")
    ctx.res.setHeader("content-type", "text/html; charset=utf-8")
    ctx.res.end(`<!doctype html><title>Issuer</title><form method="post">${buttons}</form>`)
    return
  }
  const form = new URLSearchParams(await textOf(ctx.req))
  const subject = form.get("subject") ?? ""
  const cancelled = { error: "access_denied", error_description: "cancelled" }
  const result = subject === CANCEL ? cancelled : { login: { accountId: subject } }
  await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false })
}

async function textOf(request: Context["req"]): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString("utf8")
}

function buttonOf(subject: string): string {
  return `<button name="subject" value="${subject}">${subject}</button>`
}

function isTokenAnswer(body: unknown): body is { id_token: string } {
  return typeof body === "object" && body !== null && "id_token" in body
}

const CANCEL = "cancel"
type Context = Parameters<Parameters<Provider["use"]>[0]>[0]
type Claims = Record<string, string | boolean | string[]>
type Configured = IssuerOptions & { jwk: JWK }
type IssuerOptions = {
  appUrl: string
  people: Record<string, Claims>
  /** The origin that logout tokens go to, if not `appUrl`. */
  logoutUrl?: string
}
export type TestIssuer = {
  url: string
  clientId: string
  clientSecret: string
  /** By subject: who may sign in there, and what it says of them. */
  people: Record<string, Claims>
  /** Given the id_token that it would answer, makes another one. */
  forge: ((idToken: string) => Promise<string>) | null
  privateKey: CryptoKey
  publicJwk: JWK
  close(): Promise<void>
}
