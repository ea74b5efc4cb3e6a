import { z } from "zod"
import { connectionProblem } from "@/keeper/outgoing/connection-problem"
import type { Endpoints } from "@/keeper/xero/endpoints"
import { getJson } from "@/keeper/xero/get-json"
import { parseBody } from "@/keeper/xero/wire"
import type { IssuerProblem } from "@/lib/contract/sso-operations"
import { isSameIssuer } from "@/lib/members/sso-issuer"

const LIMITS = { timeoutInMilliseconds: 10_000, maxBytes: 256 * 1024 }

/** What a sign-in needs of OpenID Connect Discovery 1.0 §3 and RFC 9207 §3. */
const METADATA = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  jwks_uri: z.string(),
  response_types_supported: z.array(z.string()).default(["code"]),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(["client_secret_basic"]),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
})

/** Reads an issuer's discovery document and judges it: its endpoints, or what is wrong. */
export async function discover(issuer: string): Promise<Discovered> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`
  const sent = await getJson(url, LIMITS)
  if (sent.kind !== "answered") return problem(problemOf(sent.cause))
  if (sent.status !== 200) return problem("no_document")
  return judgeMetadata(issuer, parseBody(sent.body))
}

/** The issuer must be the one that was asked, and endpoints must be as secure as it is. */
function judgeMetadata(issuer: string, body: unknown): Discovered {
  if (typeof body !== "object" || body === null) return problem("not_json")
  const read = METADATA.safeParse(body)
  if (!read.success) return problem("incomplete")
  const { data } = read
  if (!isSameIssuer(data.issuer, issuer)) return problem("other_issuer")
  const endpoints = [data.authorization_endpoint, data.token_endpoint, data.jwks_uri]
  if (!endpoints.every((one) => isAsSecure(one, issuer))) return problem("insecure_endpoint")
  if (!data.response_types_supported.includes("code")) return problem("no_code_flow")
  return {
    kind: "issuer",
    metadata: {
      issuer: data.issuer,
      authorization: data.authorization_endpoint,
      token: data.token_endpoint,
      jwks: data.jwks_uri,
      sendsIssuer: data.authorization_response_iss_parameter_supported,
      takesBasic: data.token_endpoint_auth_methods_supported.includes("client_secret_basic"),
    },
  }
}

/** Why the issuer could not be reached, by the code of the error. */
function problemOf(cause: unknown): IssuerProblem {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : null
  const found = connectionProblem(code)
  if (found === "unresolved") return "unknown_host"
  return found.startsWith("certificate") || found === "tls" ? "certificate" : "unreachable"
}

function isAsSecure(url: string, issuer: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol } = new URL(url)
  return protocol === "https:" || protocol === new URL(issuer).protocol
}

function problem(found: IssuerProblem): Discovered {
  return { kind: "problem", problem: found }
}

export type IssuerMetadata = Pick<Endpoints, "issuer" | "authorization" | "token" | "jwks"> & {
  /** It says who it is in each answer (RFC 9207). */
  sendsIssuer: boolean
  /** It takes the client's secret in a header, not only in the form. */
  takesBasic: boolean
}
export type Discovered =
  | { kind: "issuer"; metadata: IssuerMetadata }
  | { kind: "problem"; problem: IssuerProblem }
