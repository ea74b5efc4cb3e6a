import { bearer, getJson } from "@/keeper/xero/get-json"
import { retryAfter } from "@/keeper/xero/judge"
import { type Sent, sendOnce } from "@/keeper/xero/send-once"
import { parseBody } from "@/keeper/xero/wire"
import { type AppConnectionList, readAppConnections } from "@/keeper/xero/wire-app-connections"
import { type ConnectionList, readConnections } from "@/keeper/xero/wire-connections"

const TIMEOUT_IN_MILLISECONDS = 15_000
// 10,000 organisations at some 300 bytes each, and room to spare: the list has no pages (docs/xero.md §1.7).
const MAX_LIST_BYTES = 16 * 1024 * 1024

/** GET /connections: every tenant that this Xero user connected to this app, in no order (docs/xero.md §1.7). */
export async function listConnections(apiUrl: string, accessToken: string): Promise<ListJudgement> {
  return judgeList(await askForList(apiUrl, accessToken), readConnections)
}

/** The same for the app itself: every connection that any Xero user made to it (docs/xero.md §5.2). */
export async function listAppConnections(
  apiUrl: string,
  accessToken: string,
): Promise<AppListJudgement> {
  return judgeList(await askForList(apiUrl, accessToken), readAppConnections)
}

/** `GET /connections` reads whatever the token is for: a Xero user's, or the app's own. */
function askForList(apiUrl: string, accessToken: string): Promise<Sent> {
  return getJson(`${apiUrl}/connections`, { accessToken, maxBytes: MAX_LIST_BYTES })
}

function judgeList<List extends object>(
  sent: Sent,
  read: (body: unknown) => List | null,
): ApiTrouble | ({ kind: "ok" } & List) {
  if (sent.kind !== "answered" || sent.status !== 200) return judgeApiTrouble(sent)
  const list = read(parseBody(sent.body))
  return list === null ? { kind: "unknown" } : { kind: "ok", ...list }
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

export type ApiTrouble =
  | { kind: "not_sent" }
  | { kind: "unknown" }
  | { kind: "throttled"; retryAfterInSeconds: number | null }
  | { kind: "token_refused" }
export type ListJudgement = ApiTrouble | ({ kind: "ok" } & ConnectionList)
export type AppListJudgement = ApiTrouble | ({ kind: "ok" } & AppConnectionList)
