import { headers } from "next/headers"
import { type Origin, shortenBrowser, withOrigin } from "@/lib/audit/origin"
import { DEFAULT_PATH } from "@/web/auth/callback-path"
import { INTERNAL_HEADERS } from "@/web/auth/internal-headers"

/** The client's address, for throttling. */
export async function clientAddress(): Promise<string> {
  return (await headers()).get(INTERNAL_HEADERS.address) ?? "unknown"
}

/** Where this request comes from, for the audit trail. */
export async function requestOrigin(): Promise<Origin> {
  const sent = await headers()
  return {
    address: sent.get(INTERNAL_HEADERS.address) ?? undefined,
    browser: shortenBrowser(sent.get("user-agent")),
    requestId: sent.get(INTERNAL_HEADERS.requestId) ?? undefined,
  }
}

/** Runs work of which every event says where this request comes from. */
export async function withRequestOrigin<T>(work: () => Promise<T>): Promise<T> {
  return withOrigin(await requestOrigin(), work)
}

/** The token in the address of a link that this request asked for; empty where it has none. */
export async function askedLinkToken(): Promise<string> {
  return (await headers()).get(INTERNAL_HEADERS.linkToken) ?? ""
}

/** Path and query that this request asked for. */
export async function requestedPath(): Promise<string> {
  return (await headers()).get(INTERNAL_HEADERS.path) ?? DEFAULT_PATH
}
