import { z } from "zod"
import type { IssuerMetadata } from "@/keeper/sso/issuer/discovery"
import { sendOnce } from "@/keeper/xero/send-once"
import { parseBody } from "@/keeper/xero/wire"

const TIMEOUT_IN_MILLISECONDS = 15_000
const ANSWER = z.object({ id_token: z.string().min(1) })
const ERROR = z.object({ error: z.string() })
// What issuers answer to a client whose id or secret they do not know (RFC 6749 §5.2; Keycloak says the second).
const OF_THE_CLIENT = new Set(["invalid_client", "unauthorized_client"])

/** Exchanges a code for an id_token (RFC 6749 §4.1.3 with RFC 7636); the access token is not looked at. */
export async function requestIdToken(
  { token, takesBasic }: IssuerMetadata,
  { client, ...form }: CodeExchange,
): Promise<ExchangeOutcome> {
  const credentials = { client_id: client.id, client_secret: client.secret }
  const parameters = { grant_type: "authorization_code", ...form }
  const sent = await sendOnce({
    url: token,
    method: "POST",
    headers: {
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
      ...(takesBasic && { authorization: basic(credentials) }),
    },
    body: new URLSearchParams({ ...parameters, ...(!takesBasic && credentials) }).toString(),
    timeoutInMilliseconds: TIMEOUT_IN_MILLISECONDS,
  })
  if (sent.kind !== "answered") return { kind: "unreachable" }
  const body = parseBody(sent.body)
  if (sent.status === 200) {
    const answer = ANSWER.safeParse(body)
    return answer.success
      ? { kind: "id_token", idToken: answer.data.id_token }
      : { kind: "no_id_token" }
  }
  const code = ERROR.safeParse(body).data?.error ?? ""
  if (OF_THE_CLIENT.has(code)) return { kind: "client_refused" }
  return { kind: code === "" ? "unreachable" : "code_refused" }
}

/** RFC 6749 §2.3.1: both are form-encoded before they are put together. */
function basic({ client_id, client_secret }: Credentials): string {
  const pair = [client_id, client_secret].map((one) =>
    new URLSearchParams({ one }).toString().slice("one=".length),
  )
  return `Basic ${Buffer.from(pair.join(":")).toString("base64")}`
}

type Credentials = { client_id: string; client_secret: string }
type CodeExchange = {
  client: { id: string; secret: string }
  code: string
  redirect_uri: string
  code_verifier: string
}
export type ExchangeOutcome =
  | { kind: "id_token"; idToken: string }
  | { kind: "no_id_token" | "client_refused" | "code_refused" | "unreachable" }
