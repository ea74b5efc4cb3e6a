import type { RefreshResult } from "@/keeper/grants/refresh-grant"
import type { XeroTrouble } from "@/lib/contract/outcomes"

/** What a refresh without a token means to a caller that wanted to ask Xero something. */
export function troubleOf(result: RefreshResult): XeroTrouble {
  return result.kind === "trouble" ? result.trouble : "unknown"
}
