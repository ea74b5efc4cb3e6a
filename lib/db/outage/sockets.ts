import type { Socket } from "node:net"

const JUST_BEFORE_IN_MILLISECONDS = 1_000

/** Notes what happens to a connection of ours to the database, and returns it. */
export function keepSocket(socket: Socket): Socket {
  const { sockets } = state()
  sockets.add(socket)
  socket.once("error", noteTrouble)
  // We say goodbye first: whoever ends it before that hangs up on us.
  socket.once("end", () => {
    if (!socket.writableEnded) noteTrouble()
  })
  // A socket that was given up before the server ended it counts too.
  socket.once("close", () => {
    if (sockets.delete(socket) && !socket.writableEnded) noteTrouble()
  })
  return socket
}

/** The database could not be asked just now. */
export function noteTrouble(): void {
  state().troubledAt = performance.now()
}

/**
 * Whether that was so since then, by `performance.now()`, or just before: what begins then may still be given a connection
 * that has broken.
 */
export function metTroubleSince(then: number): boolean {
  return state().troubledAt >= then - JUST_BEFORE_IN_MILLISECONDS
}

/** Ends every connection at once, and with it whatever waits for an answer on one. */
export function cutConnections(): void {
  const { sockets } = state()
  for (const socket of sockets) {
    sockets.delete(socket)
    socket.destroy()
  }
}

/** The page framework loads copies of this file: they share what they know. */
function state(): State {
  kept.tenantryDatabase ??= { sockets: new Set(), troubledAt: Number.NEGATIVE_INFINITY }
  return kept.tenantryDatabase
}

const kept = globalThis as typeof globalThis & { tenantryDatabase?: State }
type State = { sockets: Set<Socket>; troubledAt: number }
