import {
  type Bucket,
  type JournalObject,
  type JournalObjects,
  openObjects,
} from "@/keeper/journal/bucket-objects"
import { keepNewest } from "@/keeper/journal/choose-newest"
import type { JournalLine } from "@/keeper/journal/entry"
import { inBatches } from "@/keeper/journal/in-batches"
import type { JournalStore } from "@/keeper/journal/store"
import type { Vault } from "@/keeper/vault/vault"

const MERGED = ".merged"
const LARGEST_MERGED_IN_CHARACTERS = 4 * 1024 * 1024
// Merging reads everything, so it waits until that is worth it.
const FEWEST = 100
const MOST = 5_000

/**
 * The journal in an S3-compatible bucket: an object for each batch. Once there are many, a keeper writes their newest entries
 * into merged ones and then removes them; two that do so at once only write some entries twice.
 */
export function openBucketStore(bucket: Bucket, keeperId: string): JournalStore {
  const objects = openObjects(bucket, keeperId)
  const { append, inTurn } = inBatches((lines) => objects.put(lines))
  let first = false
  return {
    name: bucket.url,
    append,
    takeFirst() {
      const was = first
      first = false
      return was
    },
    async *read() {
      yield* objects.read(await objects.list())
    },
    async tidy(vault) {
      const listed = await objects.list()
      first ||= listed.length === 0
      if (isWorthMerging(listed)) await merge(objects, listed, vault)
    },
    async reseal(vault) {
      await merge(objects, await objects.list(), vault)
    },
    close: () => inTurn(() => Promise.resolve()),
  }
}

async function merge(
  { put, read, remove }: JournalObjects,
  listed: JournalObject[],
  vault: Vault,
): Promise<void> {
  let waiting: JournalLine[] = []
  let size = 0
  for await (const line of keepNewest(() => read(listed), vault)) {
    waiting.push(line)
    size += line.sealed.length
    if (size < LARGEST_MERGED_IN_CHARACTERS) continue
    await put(waiting, MERGED)
    waiting = []
    size = 0
  }
  if (waiting.length > 0) await put(waiting, MERGED)
  await remove(listed)
}

/** What is not merged yet has come to half of what is: so each entry is read a few times only. */
function isWorthMerging(listed: JournalObject[]): boolean {
  const others = listed.filter(({ key }) => !key.endsWith(MERGED))
  const sum = (some: JournalObject[]) => some.reduce((total, one) => total + one.size, 0)
  const merged = sum(listed) - sum(others)
  return others.length > MOST || (others.length > FEWEST && sum(others) * 2 > merged)
}
