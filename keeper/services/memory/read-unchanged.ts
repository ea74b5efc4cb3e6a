import type { ChangeFeed } from "@/keeper/services/memory/change-feed"

const TRIES = 5

/**
 * Reads until nothing of what was read was changed meanwhile, so that it may be kept. After some tries it is true, but
 * not to be kept. `read` says which keys of the change feed it depends on.
 */
export async function readUnchanged<T>(
  feed: Pick<ChangeFeed, "told" | "toldSince">,
  read: () => Promise<{ value: T; keys: string[] }>,
): Promise<{ value: T; unchanged: boolean }> {
  for (let tries = 1; ; tries += 1) {
    const before = feed.told()
    const { value, keys } = await read()
    const unchanged = !feed.toldSince(before, keys)
    if (unchanged || tries === TRIES) return { value, unchanged }
  }
}
