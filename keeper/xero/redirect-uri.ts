import { sendOnce } from "@/keeper/xero/send-once"

const TIMEOUT_IN_MILLISECONDS = 15_000
const MAX_BYTES = 1024 * 1024

/**
 * Whether the authorize page takes this request, redirect URI included: Xero shows its log-in then, and otherwise an error
 * page, from which nothing comes back (docs/xero.md §1.3). Nobody logs in, and no consent begins.
 */
export async function tryAuthorizationUrl(url: string): Promise<"yes" | "no" | "unknown"> {
  const sent = await sendOnce({
    url,
    method: "GET",
    headers: { accept: "text/html" },
    timeoutInMilliseconds: TIMEOUT_IN_MILLISECONDS,
    maxBytes: MAX_BYTES,
  })
  if (sent.kind !== "answered") return "unknown"
  const { status, headers } = sent
  // A firewall in front of Xero answers so, whoever asks.
  if (status === 403 || status === 429) return "unknown"
  const leadsToError = /\/error\b|[?&]error(id)?=/i.test(headers.get("location") ?? "")
  return status >= 200 && status < 400 && !leadsToError ? "yes" : "no"
}
