import type Provider from "oidc-provider"
import type { ControlParts } from "@/sandbox/api/control-routes"
import { jsonAnswer, type SandboxAnswer, type SandboxRequest } from "@/sandbox/http/answers"
import { answerWithFault } from "@/sandbox/http/faults"
import { askProvider } from "@/sandbox/identity/ask-provider"
import { randomHex } from "@/sandbox/identity/token-set"
import { fingerprintOf } from "@/sandbox/world/refresh-chains"
import type { StateFile } from "@/sandbox/world/state-file"
import type { TokenRequestEntry } from "@/sandbox/world/token-requests"
import { sandboxNow, type World } from "@/sandbox/world/world"

const GRANT_TYPES = ["authorization_code", "refresh_token", "client_credentials"]

/** POST /connect/token: counts the request, applies a fault if one is set, and stores the state before it answers. */
export async function answerTokenRequest(
  { world, faults, provider, stateFile, tokenRequests }: TokenEndpointParts,
  request: SandboxRequest,
): Promise<SandboxAnswer> {
  const form = readForm(request)
  const grantType = form?.get("grant_type") ?? ""
  const entry = describeRequest(world, form, grantType)
  const fault = faults.take({ target: "token", grantType, fingerprint: entry.fingerprint })
  if (fault) entry.fault = fault.kind
  tokenRequests.start(entry)
  const answerer = async (): Promise<SandboxAnswer> => {
    const answer = GRANT_TYPES.includes(grantType)
      ? await askProvider(provider, request)
      : jsonAnswer(400, { error: "unsupported_grant_type" })
    entry.outcome = outcomeOf(answer)
    await stateFile.flush()
    return withXerosHeaders(world, answer)
  }
  return answerWithFault(faults, { fault, request, answerer }).finally(() => {
    if (entry.outcome === "under way") entry.outcome = "not processed"
    tokenRequests.finish()
  })
}

/** Null for anything but a form: Xero then sees no grant type (docs/xero.md §1.4). */
function readForm({ headers, body }: SandboxRequest): URLSearchParams | null {
  const contentType = headers["content-type"]?.split(";")[0]?.trim().toLowerCase()
  return contentType === "application/x-www-form-urlencoded" ? new URLSearchParams(body) : null
}

function describeRequest(
  world: World,
  form: URLSearchParams | null,
  grantType: string,
): TokenRequestEntry {
  const refreshToken = form?.get("refresh_token")
  return {
    at: new Date(sandboxNow(world)).toISOString(),
    grantType,
    ...(refreshToken ? { fingerprint: fingerprintOf(refreshToken) } : {}),
    outcome: "under way",
  }
}

function outcomeOf(answer: SandboxAnswer): string {
  if (answer.kind === "cut") return "cut"
  if (answer.status === 200) return "ok"
  return /"error":"(\w+)"/.exec(answer.body)?.[1] ?? String(answer.status)
}

/** As seen on Xero's answers; the correlation id is what its support asks for (docs/xero.md §1.4). */
function withXerosHeaders(world: World, answer: SandboxAnswer): SandboxAnswer {
  if (answer.kind === "cut") return answer
  const headers = {
    ...answer.headers,
    date: new Date(sandboxNow(world)).toUTCString(),
    "xero-correlation-id": randomHex(),
    "cache-control": "max-age=0, no-cache, no-store",
    pragma: "no-cache",
  }
  return { ...answer, headers }
}

export type TokenEndpointParts = ControlParts & { provider: Provider; stateFile: StateFile }
