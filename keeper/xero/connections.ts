import { retryAfter } from "@/keeper/xero/judge"
import { type Sent, sendOnce } from "@/keeper/xero/send-once"
import { type ConnectionList, parseBody, readConnections } from "@/keeper/xero/wire"
import { type AppConnectionList, readAppConnections } from "@/keeper/xero/wire-app-connections"

const TIMEOUT_IN_MILLISECONDS = 15_000
// 10,000 organisations at some 300 bytes each, and room to spare: the list has no pages (docs/xero.md §1.7).
const MAX_LIST_BYTES = 16 * 1024 * 1024

/** GET /connections: every tenant that this Xero user connected to this app, in no order (docs/xero.md §1.7). */
export async function listConnections(apiUrl: string, accessToken: string): Promise<ListJudgement> {
  const sent = await askForList(apiUrl, accessToken)
  if (sent.kind === "answered" && sent.status === 200) {
    const list = readConnections(parseBody(sent.body))
    return list === null ? { kind: "unknown" } : { kind: "ok", ...list }
  }
  return judgeApiTrouble(sent)
}

/** The same for the app itself: every connection that any Xero user made to it (docs/xero.md §5.2). */
export async function listAppConnections(
  apiUrl: string,
  accessToken: string,
): Promise<AppListJudgement> {
  const sent = await askForList(apiUrl, accessToken)
  if (sent.kind === "answered" && sent.status === 200) {
    const list = readAppConnections(parseBody(sent.body))
    return list === null ? { kind: "unknown" } : { kind: "ok", ...list }
  }
  return judgeApiTrouble(sent)
}

/** `GET /connections` reads whatever the token is for: a Xero user's, or the app's own. */
function askForList(apiUrl: string, accessToken: string): Promise<Sent> {
  return sendOnce({
    url: `${apiUrl}/connections`,
    method: "GET",
    headers: bearer(accessToken),
    timeoutInMilliseconds: TIMEOUT_IN_MILLISECONDS,
    maxBytes: MAX_LIST_BYTES,
  })
}

/**
 * DELETE /connections/{id}: disconnects one tenant and leaves the others of the consent working (docs/xero.md §1.8).
 * Already gone counts as done.
 */
export async function deleteConnection(request: {
  apiUrl: string
  accessToken: string
  connectionId: string
}): Promise<ApiTrouble | { kind: "deleted" }> {
  const sent = await sendOnce({
    url: `${request.apiUrl}/connections/${encodeURIComponent(request.connectionId)}`,
    method: "DELETE",
    headers: bearer(request.accessToken),
    timeoutInMilliseconds: TIMEOUT_IN_MILLISECONDS,
  })
  if (sent.kind === "answered" && (sent.status === 204 || sent.status === 404)) {
    return { kind: "deleted" }
  }
  return judgeApiTrouble(sent)
}

/** Why the API gave nothing usable. */
export function judgeApiTrouble(sent: Sent): ApiTrouble {
  if (sent.kind !== "answered") return { kind: sent.kind }
  if (sent.status === 401) return { kind: "token_refused" }
  if (sent.status === 403 || sent.status === 429) {
    return { kind: "throttled", retryAfterInSeconds: retryAfter(sent.headers) }
  }
  return { kind: "unknown" }
}

function bearer(accessToken: string): Record<string, string> {
  return { authorization: `Bearer ${accessToken}`, accept: "application/json" }
}

export type ApiTrouble =
  | { kind: "not_sent" }
  | { kind: "unknown" }
  | { kind: "throttled"; retryAfterInSeconds: number | null }
  | { kind: "token_refused" }
export type ListJudgement = ApiTrouble | ({ kind: "ok" } & ConnectionList)
export type AppListJudgement = ApiTrouble | ({ kind: "ok" } & AppConnectionList)
