import { judgeTokenAnswer, type TokenJudgement } from "@/keeper/xero/judge"
import { type ClientTokenJudgement, judgeAppToken } from "@/keeper/xero/judge-app-token"
import { type Sent, sendOnce } from "@/keeper/xero/send-once"

/** Shorter than the lease of 60 s, so that a request is over before another process may start one. */
const TIMEOUT_IN_MILLISECONDS = 25_000
/** The limit for all secrets together, as a multiple: still shorter than the lease. */
const ALL_SECRETS = 1.6
const MAX_BYTES = 1024 * 1024

/** One token request for a code or a refresh token (RFC 6749 §4.1.3, §6), judged. */
export function requestToken(request: TokenRequest): Promise<TokenJudgement> {
  return sendWithSecrets(request, judgeTokenAnswer)
}

/** One request for a token of the app itself (RFC 6749 §4.4), judged. */
export function requestAppToken({
  scopes,
  ...request
}: Omit<TokenRequest, "form"> & { scopes: string[] }): Promise<ClientTokenJudgement> {
  const scope: Record<string, string> = scopes.length > 0 ? { scope: scopes.join(" ") } : {}
  const form = { grant_type: "client_credentials", ...scope }
  return sendWithSecrets({ ...request, form }, judgeAppToken)
}

/**
 * Tries client secrets in order, the one that worked last first: another is tried only after `invalid_client`, which the
 * server answers before it looks at any grant.
 */
async function sendWithSecrets<J extends TokenJudgement | ClientTokenJudgement>(
  request: TokenRequest,
  judge: (sent: Sent) => J,
): Promise<J> {
  const { client, timeoutInMilliseconds = TIMEOUT_IN_MILLISECONDS } = request
  const deadline = performance.now() + timeoutInMilliseconds * ALL_SECRETS
  let judgement: J | undefined
  for (const secret of client.secretsInOrder()) {
    const left = Math.max(1, deadline - performance.now())
    const timeout = Math.min(timeoutInMilliseconds, left)
    judgement = judge(await sendTokenRequest(request, secret, timeout))
    if (judgement.kind !== "app_fault" || judgement.code !== "invalid_client") {
      if (SHOWS_ACCEPTANCE.has(judgement.kind)) client.worked(secret)
      return judgement
    }
  }
  if (judgement === undefined) throw new Error("the Xero app has no client secret")
  return judgement
}

/** Xero looked at what was presented, so it knows the secret. */
const SHOWS_ACCEPTANCE = new Set<string>(["ok", "invalid_grant", "no_consent"])

function sendTokenRequest(request: TokenRequest, secret: string, timeout: number): Promise<Sent> {
  return sendOnce({
    url: request.url,
    method: "POST",
    headers: formHeaders(request.client.id, secret),
    body: new URLSearchParams(request.form).toString(),
    timeoutInMilliseconds: timeout,
    maxBytes: MAX_BYTES,
  })
}

/** RFC 7009. Xero answers 200 with nothing, and removes every connection of that Xero user (docs/xero.md §1.6). */
export async function requestRevocation(request: {
  url: string
  client: Client
  refreshToken: string
}): Promise<TokenJudgement | { kind: "revoked" }> {
  const form = new URLSearchParams({
    token: request.refreshToken,
    token_type_hint: "refresh_token",
  })
  let judgement: TokenJudgement | undefined
  for (const secret of request.client.secretsInOrder()) {
    const sent = await sendOnce({
      url: request.url,
      method: "POST",
      headers: formHeaders(request.client.id, secret),
      body: form.toString(),
      timeoutInMilliseconds: TIMEOUT_IN_MILLISECONDS,
    })
    if (sent.kind === "answered" && sent.status === 200) return { kind: "revoked" }
    judgement = judgeTokenAnswer(sent)
    if (judgement.kind !== "app_fault") return judgement
  }
  if (judgement === undefined) throw new Error("the Xero app has no client secret")
  return judgement
}

/** The client's secrets, with the one that Xero accepted last in front; `onAccepted` hears of another one. */
export function createClient(id: string, secrets: string[], options: ClientOptions = {}): Client {
  let { accepted } = options
  return {
    id,
    secretsInTheirOrder: () => secrets,
    secretsInOrder: () =>
      accepted === undefined ? secrets : [accepted, ...secrets.filter((one) => one !== accepted)],
    worked: (secret) => {
      if (accepted === secret) return
      accepted = secret
      options.onAccepted?.(secret)
    },
  }
}

function formHeaders(clientId: string, secret: string): Record<string, string> {
  const basic = Buffer.from(`${clientId}:${secret}`).toString("base64")
  return {
    authorization: `Basic ${basic}`,
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
  }
}

type ClientOptions = { accepted?: string | undefined; onAccepted?: (secret: string) => void }
export type Client = {
  id: string
  /** The one that Xero accepted last in front. */
  secretsInOrder(): string[]
  secretsInTheirOrder(): string[]
  worked(secret: string): void
}
export type TokenRequest = {
  url: string
  client: Client
  form: Record<string, string>
  timeoutInMilliseconds?: number
}
