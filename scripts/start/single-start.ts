import { existsSync, realpathSync, rmSync } from "node:fs"
import { connect, createServer } from "node:net"
import { text } from "node:stream/consumers"
import { socketPath } from "./take-turns.mjs"

/**
 * Reserves a folder (the data, a build) for this process; `held`, with the other start's description, if one already
 * holds it. The hold is a listening socket, so it ends with the process in any case. `describe` answers those who ask.
 */
export async function holdFolder(folder: string, describe: () => unknown): Promise<Hold> {
  const path = socketOf(folder)
  if (await listen(path, describe)) return { kind: "ours" }
  const word = await askStart(folder)
  if (word !== null) return { kind: "held", word }
  // Only a socket file can outlive its process; Linux's abstract sockets have none.
  if (!path.startsWith("\0")) rmSync(path, { force: true })
  if (await listen(path, describe)) return { kind: "ours" }
  return { kind: "held", word: "" }
}

/** What the start that holds the folder says about itself; null if there is none. */
export async function askStart(folder: string): Promise<string | null> {
  const socket = connect(socketOf(folder))
  return text(socket).catch(() => null)
}

/** Whether a start holds the folder: it says where it is, and a command does not. */
export function isStart(word: string): boolean {
  return JSON.parse(word || "{}").address !== undefined
}

function listen(path: string, describe: () => unknown): Promise<boolean> {
  const server = createServer((socket) => {
    socket.on("error", () => {})
    socket.end(JSON.stringify(describe()))
  })
  return new Promise((resolve) => {
    server.once("error", () => resolve(false))
    server.listen(path, () => {
      server.unref()
      resolve(true)
    })
  })
}

function socketOf(folder: string): string {
  return socketPath(existsSync(folder) ? realpathSync(folder) : folder)
}

export type Hold = { kind: "ours" } | { kind: "held"; word: string }
