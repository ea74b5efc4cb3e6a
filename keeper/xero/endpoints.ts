import { getJson } from "@/keeper/xero/get-json"
import { discovery, parseBody } from "@/keeper/xero/wire"

/**
 * The issuer's endpoints, from its discovery document (RFC 8414, OpenID Connect Discovery), read once: bursts of
 * discovery requests are answered 403 (docs/xero.md §1.5). A failed reading is tried again at the next call; concurrent
 * callers share one request.
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
  const sent = await getJson(url)
  if (sent.kind !== "answered" || sent.status !== 200) return null
  return readDiscovery(issuer, sent.body)
}

/** Whether two addresses name one issuer: a slash at the end makes no difference. */
export function isSameIssuer(one: string, other: string): boolean {
  return plainHref(one) !== null && plainHref(one) === plainHref(other)
}

function plainHref(url: string): string | null {
  return hrefOf(url)?.replace(/\/+$/, "") ?? null
}

/** The issuer must be the one that was asked, and endpoints must be as secure as it is. */
export function readDiscovery(issuer: URL, body: string): Endpoints | null {
  const read = discovery.safeParse(parseBody(body)).data
  if (read === undefined || !isSameIssuer(read.issuer ?? "", issuer.href)) return null
  const [authorization, token, jwks, revocation] = [
    read.authorization_endpoint,
    read.token_endpoint,
    read.jwks_uri,
    read.revocation_endpoint,
  ].map((url) => endpointOf(url, issuer))
  if (!authorization || !token || !jwks) return null
  return { issuer: read.issuer ?? "", authorization, token, jwks, revocation: revocation ?? null }
}

function endpointOf(url: string | null, issuer: URL): string | null {
  const href = hrefOf(url)
  if (href === null) return null
  const { protocol } = new URL(href)
  return protocol === "https:" || protocol === issuer.protocol ? href : null
}

function hrefOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).href : null
}

export type Endpoints = {
  /** The issuer as its tokens name it. */
  issuer: string
  authorization: string
  token: string
  jwks: string
  /** Null if the issuer has no revocation endpoint. */
  revocation: string | null
}
