import { isUtf8 } from "node:buffer"
import type { Transform } from "node:stream"
import { constants, createBrotliDecompress, createInflateRaw, createUnzip } from "node:zlib"

/**
 * A body as text, however it is packed and written. Nothing packed is asked for, but a proxy on the way may pack. Never
 * fails: of what is cut off or has a wrong checksum the readable part counts, because a token answer cannot be asked for again.
 */
export async function bodyText(body: Buffer, { headers, maxBytes }: BodyFacts): Promise<string> {
  return decode(await unpack(body, { headers, maxBytes }))
}

/** By its first bytes, because headers are wrong more often. JSON begins with none of these. */
async function unpack(body: Buffer, { headers, maxBytes }: BodyFacts): Promise<Buffer> {
  const isGzip = body[0] === 0x1f && body[1] === 0x8b
  const isZlib = body[0] === 0x78 && body.length > 1 && body.readUInt16BE() % 31 === 0
  const encoding = headers.get("content-encoding")?.toLowerCase() ?? ""
  const unpacked =
    isGzip || isZlib
      ? await flow(createUnzip({ finishFlush: constants.Z_SYNC_FLUSH }), body, maxBytes)
      : encoding.includes("deflate")
        ? await flow(createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH }), body, maxBytes)
        : encoding.includes("br")
          ? await flow(createBrotliDecompress(), body, maxBytes)
          : body
  return unpacked.length > 0 ? unpacked : body
}

/** What comes out up to an error, the end, or the limit. */
function flow(stream: Transform, body: Buffer, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  return new Promise((resolve) => {
    stream.on("data", (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
      if (length > maxBytes) stream.destroy()
    })
    stream.on("error", () => undefined)
    stream.on("close", () => resolve(Buffer.concat(chunks)))
    stream.write(body.subarray(0, -CHECKSUM_BYTES))
    // One by one: an error takes with it whatever the same piece would have given.
    for (const byte of body.subarray(-CHECKSUM_BYTES)) stream.write(Buffer.of(byte))
    stream.end()
  })
}

/** UTF-8 wherever it can be, as RFC 8259 §8.1 wants it; otherwise UTF-16 or what Windows servers write. */
function decode(bytes: Buffer): string {
  const wide = wideEncodingOf(bytes)
  if (wide !== null) return new TextDecoder(wide).decode(bytes)
  return new TextDecoder(isUtf8(bytes) ? "utf-8" : "windows-1252").decode(bytes)
}

/** By its byte order mark, or by where the zeros of the first character are. */
function wideEncodingOf([first, second]: Buffer): "utf-16le" | "utf-16be" | null {
  if (first === undefined || second === undefined) return null
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le"
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return "utf-16be"
  return null
}

const CHECKSUM_BYTES = 8

export type BodyFacts = { headers: Headers; maxBytes: number }
