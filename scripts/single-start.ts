import { createHash } from "node:crypto"
import { existsSync, realpathSync, rmSync } from "node:fs"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"

/**
 * Holds the data folder for this process; `held` with the other start's word where one holds it already. The hold is a
 * listening socket, so it ends with the process, however that ends. `describe` answers whoever asks.
 */
export async function holdDataDir(dataDir: string, describe: () => unknown): Promise<Hold> {
  const path = socketOf(dataDir)
  if (await listen(path, describe)) return { kind: "ours" }
  const word = await askStart(dataDir)
  if (word !== null) return { kind: "held", word }
  // Only a socket file can outlive its process; Linux's abstract sockets have none.
  if (!path.startsWith("\0")) rmSync(path, { force: true })
  if (await listen(path, describe)) return { kind: "ours" }
  return { kind: "held", word: "" }
}

/** What the start that holds the data folder says about itself; null where there is none. */
export async function askStart(dataDir: string): Promise<string | null> {
  const socket = connect(socketOf(dataDir))
  return text(socket).catch(() => null)
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

function socketOf(dataDir: string): string {
  const real = existsSync(dataDir) ? realpathSync(dataDir) : dataDir
  const name = `tenantry-${createHash("sha256").update(real).digest("hex").slice(0, 24)}`
  return process.platform === "linux" ? `\0${name}` : join(tmpdir(), `${name}.sock`)
}

export type Hold = { kind: "ours" } | { kind: "held"; word: string }
