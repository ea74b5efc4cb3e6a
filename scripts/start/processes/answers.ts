import { get } from "node:http"

const ANSWER_TIMEOUT_IN_MS = 5_000

/**
 * Whether the server at this address answers 200. Each call closes its connection at once: a server that stops waits for
 * open ones.
 */
export function answers(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_IN_MS)
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal }, (response) => {
      resolve(response.statusCode === 200)
      response.destroy()
    })
    request.once("error", () => resolve(false))
  })
}
