import { get } from "node:http"
import { text } from "node:stream/consumers"

const ANSWER_TIMEOUT_IN_MS = 5_000

/**
 * Whether what listens there is up: its health is good, or wants nothing but an owner's word about a copied database,
 * which needs the pages. One connection each, closed at once: a server that stops waits for open ones.
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

/** As the keeper's health says it; web's is good then. */
function wantsOnlyAnOwner(body: string): boolean {
  return body.includes('"reasons":["copied_database"]')
}
