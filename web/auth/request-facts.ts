import { headers } from "next/headers"
import { DEFAULT_PATH } from "@/web/auth/callback-path"
import { INTERNAL_HEADERS } from "@/web/auth/internal-headers"

/** The client's address, for throttling and the audit trail. */
export async function clientAddress(): Promise<string> {
  return (await headers()).get(INTERNAL_HEADERS.address) ?? "unknown"
}

/** Path and query that this request asked for. */
export async function requestedPath(): Promise<string> {
  return (await headers()).get(INTERNAL_HEADERS.path) ?? DEFAULT_PATH
}
