import { AsyncLocalStorage } from "node:async_hooks"

// Long enough for every browser's own words; what follows in longer ones is somebody's text.
const LONGEST_BROWSER = 200

const origins = new AsyncLocalStorage<Origin>()
let underWay = 0

/**
 * Runs `work` for one request: every event that it records says where the request came from (`recordEvent`). The store is
 * switched off while no request needs it, because it slows down every promise of the process.
 */
export async function withOrigin<T>(origin: Origin, work: () => Promise<T>): Promise<T> {
  underWay += 1
  try {
    return await origins.run(origin, work)
  } finally {
    underWay -= 1
    if (underWay === 0) origins.disable()
  }
}

/** Where the request under way came from; empty for what Tenantry does by itself. */
export function currentOrigin(): Origin {
  return origins.getStore() ?? {}
}

/** A `User-Agent` that is safe to store and to show: printable ASCII, and not too much of it. */
export function shortenBrowser(userAgent: string | null | undefined): string | undefined {
  const printable = userAgent?.replace(/[^\x20-\x7e]/g, "?").trim()
  return printable ? printable.slice(0, LONGEST_BROWSER) : undefined
}

export type Origin = { address?: string; browser?: string; requestId?: string }
