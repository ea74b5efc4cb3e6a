import { webEnv } from "@/lib/env"
import { oauthErrorBody, problemBody, readMachinePath } from "@/lib/machine-paths"
import { clientAddress } from "@/web/auth/request-facts"
import { askKeepers } from "@/web/keepers/ask-keepers"

// Longer than the keeper's longest answer: another keeper's lease waited out (72 s), one token request (25 s), and then
// the list.
const TIMEOUT_IN_MILLISECONDS = 120_000
const RETRY_AFTER_IN_SECONDS = 5
const MAKING = /^\/api\/v1\/(?:links|imports)$/
const ASKED = ["authorization", "content-type", "accept", "idempotency-key"]
// The policy is that of the API's page, which needs less than our own would let it.
const ANSWERED = [
  "content-type",
  "cache-control",
  "content-security-policy",
  "www-authenticate",
  "retry-after",
  "allow",
  "location",
]

/**
 * Passes a machine's request on to the keeper as it is, and the answer back. No cookie goes either way. The keeper learns
 * the caller's address from a header, and believes it because the secret that web shares with it comes along. An absent
 * keeper is a 503 in the form of the endpoint's standard.
 */
export async function passOn(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const answer = await askKeepers({
    path: `${pathname}${search}`,
    method: request.method,
    repeatable: isRepeatable(request, pathname),
    withinInMs: TIMEOUT_IN_MILLISECONDS,
    headers: {
      ...some(ASKED, (name) => request.headers.get(name)),
      "tenantry-client-address": await clientAddress(),
      "tenantry-web": webEnv().KEEPER_SECRET[0],
    },
    body: hasBody(request.method) ? Buffer.from(await request.arrayBuffer()) : undefined,
  })
  if (answer === null) return keeperAway(pathname)
  return new Response(answer.body.byteLength === 0 ? null : new Uint8Array(answer.body), {
    status: answer.status,
    headers: some(ANSWERED, (name) => answer.headers[name]?.toString()),
  })
}

/** What a route exports whose requests all go to the keeper, those with a wrong method included. */
export const KEEPER_ROUTE = {
  DELETE: passOn,
  GET: passOn,
  HEAD: passOn,
  OPTIONS: passOn,
  PATCH: passOn,
  POST: passOn,
  PUT: passOn,
}

/**
 * A token that is given out twice is the same one, and a refresh that both keepers ask for is one. What makes something is
 * known again only by its key.
 */
function isRepeatable({ method, headers }: Request, pathname: string): boolean {
  const makes = method === "POST" && MAKING.test(pathname)
  return !makes || headers.has("idempotency-key")
}

// As the keeper itself would say it.
function keeperAway(pathname: string): Response {
  const facts = {
    code: "temporarily_unavailable",
    title: "Temporarily unavailable",
    status: 503,
    detail: "The keeper does not answer: it may be restarting. Ask again.",
    uri: `${webEnv().APP_URL}/services`,
  }
  const isProblem = readMachinePath(pathname)?.form === "problem"
  return new Response(isProblem ? problemBody(facts) : oauthErrorBody(facts), {
    status: 503,
    headers: {
      "content-type": isProblem ? "application/problem+json" : "application/json",
      "cache-control": "no-store",
      "retry-after": String(RETRY_AFTER_IN_SECONDS),
    },
  })
}

function hasBody(method: string): boolean {
  return method !== "GET" && method !== "HEAD"
}

function some(names: string[], find: (name: string) => string | null | undefined) {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = find(name)
      return value == null ? [] : [[name, value]]
    }),
  )
}
