import { generate } from "@/scripts/build/generate"

/** Generates the typed client if the schema or Prisma changed, for what reads it without a start or `npm test` before. */
export async function run(): Promise<string> {
  const isNew = await generate(new AbortController().signal)
  return isNew ? "The Prisma client is generated." : "The Prisma client is up to date."
}
