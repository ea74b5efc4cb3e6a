import { compactVerify, decodeJwt, errors } from "jose"
import { z } from "zod"
import { problemAnswer } from "@/sandbox/api/problems"
import type { SandboxAnswer, SandboxRequest } from "@/sandbox/http/answers"
import { publicJwk } from "@/sandbox/world/signing-key"
import { sandboxNow, type World } from "@/sandbox/world/world"

const claimsSchema = z.object({
  exp: z.number(),
  aud: z.string(),
  scope: z.array(z.string()),
  client_id: z.string(),
  xero_userid: z.string().optional(),
  authentication_event_id: z.string().optional(),
})

/** The caller, from an access token with checked signature and expiry, or the 401 that Xero answers (docs/xero.md §1.9). */
export async function readBearer(world: World, request: SandboxRequest): Promise<BearerReading> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1]
  if (token === undefined) return refuse(world, "AuthenticationUnsuccessful")
  if (!(await isSignedByUs(world, token))) return refuse(world, "TokenInvalidSignature")
  const claims = claimsSchema.safeParse(decodeJwt(token))
  if (!claims.success || claims.data.aud !== `${world.issuer}/resources`) {
    return refuse(world, "TokenInvalidAudience")
  }
  const { exp, scope, client_id, xero_userid, authentication_event_id } = claims.data
  if (sandboxNow(world) >= exp * 1000) {
    return refuse(world, `TokenExpired: token expired at ${usTimestamp(exp)}`)
  }
  return {
    kind: "bearer",
    clientId: client_id,
    xeroUserId: xero_userid ?? null,
    authEventId: authentication_event_id ?? null,
    scopes: scope,
  }
}

async function isSignedByUs({ signingKey }: World, token: string): Promise<boolean> {
  try {
    await compactVerify(token, publicJwk(signingKey), { algorithms: ["RS256"] })
    return true
  } catch (error) {
    if (error instanceof errors.JOSEError) return false
    throw error
  }
}

function refuse(world: World, detail: string): BearerReading {
  return { kind: "refused", answer: problemAnswer(world, { status: 401, detail }) }
}

/** MM/DD/YYYY HH:mm:ss, UTC. */
function usTimestamp(atInSeconds: number): string {
  const [date = "", time = ""] = new Date(atInSeconds * 1000).toISOString().split("T")
  const [year, month, day] = date.split("-")
  return `${month}/${day}/${year} ${time.slice(0, 8)}`
}

export type Bearer = {
  kind: "bearer"
  clientId: string
  /** Null for the app itself (client credentials). */
  xeroUserId: string | null
  authEventId: string | null
  scopes: string[]
}
type BearerReading = Bearer | { kind: "refused"; answer: SandboxAnswer }
