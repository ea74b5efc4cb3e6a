const LOOK_INTERVAL_IN_MS = 50

/**
 * From now on closes each connection as soon as it is idle, until the server has closed. `close` does so once: a
 * connection whose answer was under way then would stay open, and be used again, and keep the server from ending.
 */
export function closeWhenIdle(server: Closing): void {
  const timer = setInterval(() => server.closeIdleConnections(), LOOK_INTERVAL_IN_MS)
  server.once("close", () => clearInterval(timer))
}

/** An HTTP server of Node's, whatever its requests and answers are made of. */
type Closing = { closeIdleConnections(): void; once(event: "close", then: () => void): unknown }
