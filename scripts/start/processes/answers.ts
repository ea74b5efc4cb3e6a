import { get } from "node:http"
import { text } from "node:stream/consumers"

const ANSWER_TIMEOUT_IN_MS = 5_000

/**
 * Whether the server at this address is up: its health is good, or lacks only an owner's decision about a copied
 * database, for which the pages must run. Each call closes its connection at once: a server that stops waits for open
 * ones.
 */
export function answers(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_IN_MS)
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal }, (response) => {
      if (response.statusCode === 200) {
        resolve(true)
        response.destroy()
        return
      }
      text(response).then(
        (body) => resolve(wantsOnlyAnOwner(body)),
        () => resolve(false),
      )
    })
    request.once("error", () => resolve(false))
  })
}

/** The keeper's health says so; web's is good in that case. */
function wantsOnlyAnOwner(body: string): boolean {
  return body.includes('"reasons":["copied_database"]')
}
