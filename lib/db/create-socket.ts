import { Socket } from "node:net"

/**
 * A socket that never keeps a connection to itself. If nothing listens on a local port that the system also hands to callers,
 * it may connect a caller to its own port, and then no server could start there again. A reset leaves no trace of it.
 */
export function createSocket(): Socket {
  const socket = new Socket()
  socket.on("connect", () => {
    const { localAddress, localPort, remoteAddress, remotePort } = socket
    if (localPort === undefined || localPort !== remotePort) return
    if (localAddress === remoteAddress) socket.resetAndDestroy()
  })
  return socket
}
