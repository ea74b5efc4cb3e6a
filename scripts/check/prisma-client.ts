import { generate } from "@/scripts/build/generate"

/** A fresh clone, and a schema that was changed, have no client that fits until somebody generates it. */
export default async function setup(): Promise<void> {
  await generate(new AbortController().signal)
}
