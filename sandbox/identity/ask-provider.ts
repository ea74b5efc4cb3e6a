import { IncomingMessage, ServerResponse } from "node:http"
import { Socket } from "node:net"
import type Provider from "oidc-provider"
import type { SandboxAnswer, SandboxRequest } from "@/sandbox/http/answers"

/**
 * Lets oidc-provider answer a request that has already been read, and returns the answer so that Xero's quirks can be
 * added.
 */
export function askProvider(provider: Provider, request: SandboxRequest): Promise<SandboxAnswer> {
  const { replay, captured } = replayExchange(request)
  void provider.callback()(replay, captured)
  return captured.answer
}

/** A request and response pair for oidc-provider, because the real ones have already been read. */
export function replayExchange({ method, url, headers, body }: SandboxRequest): {
  replay: IncomingMessage
  captured: CapturedResponse
} {
  // It has its own socket: the client's may be gone, and oidc-provider must not close it.
  const replay = new IncomingMessage(new Socket())
  replay.method = method
  replay.url = `${url.pathname}${url.search}`
  replay.headers = headers
  if (body) replay.push(body)
  replay.push(null)
  replay.complete = true
  return { replay, captured: new CapturedResponse(replay) }
}

class CapturedResponse extends ServerResponse {
  #resolve: (answer: SandboxAnswer) => void = () => {}
  readonly answer = new Promise<SandboxAnswer>((resolve) => {
    this.#resolve = resolve
  })

  override end(...[chunk]: unknown[]): this {
    const body = typeof chunk === "string" || Buffer.isBuffer(chunk) ? chunk.toString() : ""
    const { "content-length": _counted, ...headers } = this.getHeaders()
    this.#resolve({ kind: "answer", status: this.statusCode, headers, body })
    return this
  }
}
