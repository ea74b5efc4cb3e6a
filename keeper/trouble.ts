import type { RefreshResult } from "@/keeper/grants/refresh-grant"
import type { XeroTrouble } from "@/lib/contract/outcomes"

/** What a refresh that brought no token means to somebody who only wanted to ask Xero something. */
export function troubleOf(result: RefreshResult): XeroTrouble {
  return result.kind === "trouble" ? result.trouble : "unknown"
}
