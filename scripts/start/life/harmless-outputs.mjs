/**
 * If standard output or error is closed or its disk is full, output is lost and the error is ignored: programs that
 * print unhandled errors (Next.js, Prisma and Vitest do) would print this one too, and fail again and again.
 */
export function harmlessOutputs() {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {})
}
