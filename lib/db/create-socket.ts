import { Socket } from "node:net"

/**
 * A socket that never keeps a connection to itself. The system may make one where nothing listens on a port of this machine
 * from which it also takes the callers' own ports, and it would keep the server from starting there again. A reset leaves no
 * trace of it.
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
