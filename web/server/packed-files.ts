import { createReadStream } from "node:fs"
import { readdir } from "node:fs/promises"
import type { IncomingMessage, ServerResponse } from "node:http"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"

const TYPES = new Map([
  ["js", "application/javascript; charset=UTF-8"],
  ["css", "text/css; charset=UTF-8"],
])

/**
 * Answers for the scripts and styles that the build packed, where the browser takes them so (RFC 9110 §12.5.3). Everything
 * else it leaves alone, and says so by null. Only files that were there at the start are found.
 */
export async function openPackedFiles(folder: string): Promise<PackedFiles> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const packed = new Map(
    names
      .filter((name) => name.endsWith(".br"))
      .map((name) => [
        `/_next/static/${name.replaceAll("\\", "/").slice(0, -3)}`,
        join(folder, name),
      ]),
  )
  return (request, response) => {
    const [path = ""] = (request.url ?? "").split("?")
    const file = packed.get(path)
    const type = TYPES.get(path.split(".").at(-1) ?? "")
    if (request.method !== "GET" || request.headers.range !== undefined) return null
    if (file === undefined || type === undefined) return null
    if (!takesBrotli(request.headers["accept-encoding"])) return null
    response.writeHead(200, {
      "content-type": type,
      "content-encoding": "br",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "Accept-Encoding",
    })
    // A browser that leaves amid it is no trouble of ours.
    return pipeline(createReadStream(file), response).catch(() => {})
  }
}

function takesBrotli(header: string | string[] | undefined): boolean {
  return String(header ?? "")
    .toLowerCase()
    .split(",")
    .some((one) => /^\s*br\s*(;\s*q=(1(\.0*)?|0\.\d*[1-9]\d*)\s*)?$/.test(one))
}

export type PackedFiles = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void> | null
