import type { ClientRequest } from "node:http"

/** The status of the answer to a request that is being sent, or the code of what went wrong. */
export function outcomeOf(asked: ClientRequest): Promise<string> {
  return new Promise((resolve) => {
    asked.once("response", (response) => {
      response.resume()
      response.once("end", () => resolve(String(response.statusCode)))
      response.once("error", () => resolve("ECUTOFF"))
    })
    asked.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "ERROR"))
  })
}
