/**
 * If standard output or error is closed or its disk is full, output is lost and the error is ignored: programs that
 * print unhandled errors (Next.js, Prisma and Vitest do) would print this one too, and fail again and again. If nobody
 * reads, nothing waits.
 */
export function harmlessOutputs() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => {})
    if (!stream.isTTY) neverWait(stream)
  }
}

/**
 * Whether writes to a pipe wait for its reader is set for all who share it, and a program that is started on it, such as
 * esbuild by tsx, or a Node that ends, sets it anew: the next write would hold up this process for as long as nobody reads.
 *
 * @param {NodeJS.WriteStream & { _handle?: { setBlocking?(waits: boolean): void } | null }} stream Node has no public way.
 */
function neverWait(stream) {
  const write = stream.write
  stream.write = (...words) => {
    stream._handle?.setBlocking?.(false)
    return Reflect.apply(write, stream, words)
  }
}
