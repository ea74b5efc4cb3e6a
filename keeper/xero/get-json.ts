import { type Message, type Sent, sendOnce } from "@/keeper/xero/send-once"

const TIMEOUT_IN_MILLISECONDS = 15_000

/** Asks for a JSON document, with the access token where there is one. */
export function getJson(url: string, { accessToken, ...limits }: Asked = {}): Promise<Sent> {
  return sendOnce({
    url,
    method: "GET",
    headers: accessToken === undefined ? JSON_ONLY : bearer(accessToken),
    timeoutInMilliseconds: TIMEOUT_IN_MILLISECONDS,
    ...limits,
  })
}

/** The headers of a request to Xero's API. */
export function bearer(accessToken: string): Record<string, string> {
  return { ...JSON_ONLY, authorization: `Bearer ${accessToken}` }
}

const JSON_ONLY = { accept: "application/json" }

type Asked = Partial<Pick<Message, "timeoutInMilliseconds" | "maxBytes">> & { accessToken?: string }
