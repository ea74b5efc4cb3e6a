import { type Sent, sendOnce } from "@/keeper/xero/send-once"

const TIMEOUT_IN_MILLISECONDS = 15_000
const MAX_BYTES = 1024 * 1024

/**
 * Whether the authorize page takes this request, redirect URI included: Xero shows its log-in then, and otherwise an error
 * page, from which nothing comes back (docs/xero.md §1.3). Nobody logs in, and no consent begins.
 */
export async function tryAuthorizationUrl(url: string): Promise<AuthorizePage> {
  const sent = await sendOnce({
    url,
    method: "GET",
    headers: { accept: "text/html" },
    timeoutInMilliseconds: TIMEOUT_IN_MILLISECONDS,
    maxBytes: MAX_BYTES,
  })
  return judgeAuthorizePage(sent)
}

/** The error page counts by its status, its address or its words; anything else that is no log-in says nothing. */
export function judgeAuthorizePage(sent: Sent): AuthorizePage {
  if (sent.kind !== "answered") return "unknown"
  const { status, headers, body } = sent
  const leadsToError = /\/error\b|[?&]error(id)?=/i.test(headers.get("location") ?? "")
  if (ERROR_PAGES.has(status) || leadsToError || ERROR_CODES.test(body)) return "no"
  return status >= 200 && status < 400 ? "yes" : "unknown"
}

// A firewall or a gateway in front of Xero answers with others, whoever asks.
const ERROR_PAGES = new Set([400, 500])
const ERROR_CODES = /\b(unauthorized_client|invalid_request|invalid_scope)\b/

type AuthorizePage = "yes" | "no" | "unknown"
