/**
 * The code by which the cause of a failure is known: of the system, a database or a service. `fetch` says only that it failed, and
 * has the connection's error as its cause, or several where a name has several addresses. Null where nothing
 * has a code.
 */
export function findCode(failure: unknown): string | null {
  if (!(failure instanceof Error)) return null
  const { code, status, cause, errors } = failure as Told
  const below = [cause, ...(errors ?? [])].map(findCode).find((one) => one !== null)
  if (below !== undefined) return below
  if (typeof code === "string" && code !== "" && code !== "Unknown") return code
  return status === undefined ? null : `HTTP ${status}`
}

/** Likewise, or the name of the error where nothing has a code. */
export function failureCode(failure: unknown): string {
  return findCode(failure) ?? (failure instanceof Error ? failure.name : "unknown")
}

type Told = Error & { code?: unknown; status?: number; errors?: unknown[] }
