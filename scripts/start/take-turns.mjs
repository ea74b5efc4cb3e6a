import { createHash } from "node:crypto"
import { rmSync } from "node:fs"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

/**
 * Waits until no other process on this machine does the work of this name, then does it. A turn ends with its process in any case.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once if another process has the turn
 * @returns {Promise<T>}
 */
export async function takeTurns(name, work, onWait) {
  const path = socketPath(name)
  const waiting = new Set()
  const server = createServer((socket) => {
    waiting.add(socket)
    socket.on("error", () => {})
  })
  if (!(await listen(server, path))) {
    onWait?.()
    do await untilEnded(path)
    while (!(await listen(server, path)))
  }
  try {
    return await work()
  } finally {
    server.close()
    for (const socket of waiting) socket.destroy()
  }
}

/**
 * The socket on which a process listens to hold the name. Linux's abstract sockets leave no file behind.
 *
 * @param {string} name
 */
export function socketPath(name) {
  const short = `tenantry-${createHash("sha256").update(name).digest("hex").slice(0, 24)}`
  return process.platform === "linux" ? `\0${short}` : join(tmpdir(), `${short}.sock`)
}

/**
 * @param {import("node:net").Server} server
 * @param {string} path
 * @returns {Promise<boolean>}
 */
function listen(server, path) {
  return new Promise((resolve) => {
    const fail = () => resolve(false)
    server.once("error", fail)
    server.listen(path, () => {
      server.off("error", fail)
      resolve(true)
    })
  })
}

/**
 * Returns when the process that holds the name has released it.
 *
 * @param {string} path
 * @returns {Promise<void>}
 */
function untilEnded(path) {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once("error", () => {
      // Only a socket file can outlive its process.
      if (!path.startsWith("\0")) rmSync(path, { force: true })
    })
    socket.once("close", () => resolve())
  })
}
