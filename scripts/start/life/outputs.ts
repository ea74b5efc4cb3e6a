import { harmlessOutputs } from "./harmless-outputs.mjs"

const HELD_IN_BYTES = 1024 * 1024

/**
 * Makes standard output and standard error harmless, whatever becomes of them. Nobody reads: 1 MB is held, more is
 * dropped, and a line counts it once there is a reader again.
 */
export function guardOutputs(): void {
  harmlessOutputs()
  for (const stream of [process.stdout, process.stderr]) guard(stream)
}

function guard(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as Write
  let dropped = 0
  stream.on("drain", () => {
    if (dropped === 0) return
    write(`${JSON.stringify({ level: "warn", event: "output_dropped", writes: dropped })}\n`)
    dropped = 0
  })
  const bounded: Write = (chunk, encoding, done) => {
    if (stream.writableLength < HELD_IN_BYTES) return write(chunk, encoding, done)
    dropped += 1
    const told = typeof encoding === "function" ? encoding : done
    if (told !== undefined) process.nextTick(told)
    return false
  }
  stream.write = bounded
}

type Done = (error?: Error | null) => void
// Node's signature has overloads; this one covers them.
type Write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done) => boolean
