/**
 * What is written to a closed standard output or error, or to a full disk, is lost, and the error is told nobody: whoever
 * prints errors that nobody handled (Next.js, Prisma and Vitest do) would print this one too, and fail again, and again.
 */
export function harmlessOutputs() {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {})
}
