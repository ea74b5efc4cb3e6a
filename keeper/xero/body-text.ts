import { isUtf8 } from "node:buffer"
import type { Transform } from "node:stream"
import { constants, createBrotliDecompress, createInflateRaw, createUnzip } from "node:zlib"

/**
 * A body as text, whatever its compression and encoding. We ask for none, but a proxy on the way may compress. Never fails:
 * if it is cut off or its checksum is wrong, the readable part counts, because a token answer cannot be asked for again.
 */
export async function bodyText(body: Buffer, { headers, maxBytes }: BodyFacts): Promise<string> {
  return decode(await unpack(body, { headers, maxBytes }))
}

/**
 * Tells the compression by the first bytes, because headers are wrong more often; JSON begins with none of these. What is
 * compressed twice is unpacked twice. The two formats without such first bytes are tried if a header names any compression.
 */
async function unpack(body: Buffer, { headers, maxBytes }: BodyFacts): Promise<Buffer> {
  let unpacked = body
  for (let layer = 0; layer < MOST_LAYERS && isUnzippable(unpacked); layer += 1) {
    const inner = await flow(createUnzip(TO_THE_LAST_BYTE), unpacked, maxBytes)
    if (inner.length === 0) break
    unpacked = inner
  }
  if (!headers.has("content-encoding") || isText(unpacked)) return unpacked
  for (const stream of [createInflateRaw(TO_THE_LAST_BYTE), createBrotliDecompress()]) {
    const inner = await flow(stream, unpacked, maxBytes)
    if (inner.length > 0 && isText(inner)) return inner
  }
  return unpacked
}

function isUnzippable(body: Buffer): boolean {
  const isGzip = body[0] === 0x1f && body[1] === 0x8b
  return isGzip || (body[0] === 0x78 && body.length > 1 && body.readUInt16BE() % 31 === 0)
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

/** Text as people and programs write it: what is still packed has controls all over. */
function isText(bytes: Buffer): boolean {
  return !CONTROLS.test(decode(bytes))
}

/** UTF-8 wherever it can be, as RFC 8259 §8.1 wants it; otherwise UTF-16, UTF-32 or what Windows servers write. */
function decode(bytes: Buffer): string {
  const wide = wideEncodingOf(bytes)
  if (wide === "utf-32le" || wide === "utf-32be") return decodeUtf32(bytes, wide)
  if (wide !== null) return new TextDecoder(wide).decode(bytes)
  return new TextDecoder(isUtf8(bytes) ? "utf-8" : "windows-1252").decode(bytes)
}

/** By its byte order mark, or by where the zeros of the first character are (RFC 4627 §3). */
function wideEncodingOf(bytes: Buffer): WideEncoding | null {
  const start = bytes.toString("latin1", 0, 4)
  return WIDE.find(([, pattern]) => pattern.test(start))?.[0] ?? null
}

/** Node has no decoder of its own for it. */
function decodeUtf32(bytes: Buffer, encoding: "utf-32le" | "utf-32be"): string {
  const characters = Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => {
    const code = encoding === "utf-32le" ? bytes.readUInt32LE(at * 4) : bytes.readUInt32BE(at * 4)
    return code <= LAST_CHARACTER ? String.fromCodePoint(code) : "\uFFFD"
  })
  return characters.join("").replace(/^\uFEFF/, "")
}

const CHECKSUM_BYTES = 8
const MOST_LAYERS = 3
const TO_THE_LAST_BYTE = { finishFlush: constants.Z_SYNC_FLUSH }
const CONTROLS = /[^\P{Cc}\t\n\r\f]/u
const LAST_CHARACTER = 0x10_ff_ff

// The wider ones first: the mark of UTF-32LE begins with that of UTF-16LE.
const WIDE: [WideEncoding, RegExp][] = [
  ["utf-32le", /^(?:\xff\xfe|[^\0]\0)\0\0/],
  ["utf-32be", /^\0\0(?:\xfe\xff|\0[^\0])/],
  ["utf-16le", /^(?:\xff\xfe|[^\0]\0)/],
  ["utf-16be", /^(?:\xfe\xff|\0[^\0])/],
]

type WideEncoding = "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be"
export type BodyFacts = { headers: Headers; maxBytes: number }
