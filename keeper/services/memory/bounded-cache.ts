/**
 * A map that never weighs more than `capacity`: what was asked for since it was last looked at gets a second chance, the
 * others make room, oldest first, and are `dropped`. Nearly as good as least recently used, and a hit moves nothing.
 */
export function createBoundedCache<T extends object>(
  capacity: number,
  { weigh = () => 1, dropped = () => {} }: BoundedCacheOptions<T> = {},
): BoundedCache<T> {
  const slots = new Map<string, Slot<T>>()
  let weight = 0

  function remove(key: string): void {
    const slot = slots.get(key)
    if (slot === undefined) return
    slots.delete(key)
    weight -= slot.weight
  }

  function makeRoom(needed: number): void {
    giveSecondChances(needed)
    // Everything had one: the oldest goes all the same.
    for (const [key, slot] of slots) {
      if (weight + needed <= capacity) return
      drop(key, slot)
    }
  }

  function giveSecondChances(needed: number): void {
    for (const [key, slot] of slots) {
      if (weight + needed <= capacity) return
      if (slot.used) {
        remove(key)
        insert(key, { ...slot, used: false })
      } else drop(key, slot)
    }
  }

  function drop(key: string, slot: Slot<T>): void {
    remove(key)
    dropped(slot.value)
  }

  function insert(key: string, slot: Slot<T>): void {
    slots.set(key, slot)
    weight += slot.weight
  }

  return {
    get(key) {
      const slot = slots.get(key)
      if (slot === undefined) return undefined
      slot.used = true
      return slot.value
    },
    set(key, value) {
      remove(key)
      const needed = weigh(value)
      if (needed > capacity) return
      if (weight + needed > capacity) makeRoom(needed)
      insert(key, { value, weight: needed, used: false })
    },
    delete: remove,
    clear() {
      slots.clear()
      weight = 0
    },
    deleteWhere(isGone) {
      for (const [key, { value }] of slots) if (isGone(value)) remove(key)
    },
    size: () => slots.size,
  }
}

type Slot<T> = { value: T; weight: number; used: boolean }
type BoundedCacheOptions<T> = {
  weigh?: (value: T) => number
  /** Told of what made room; not of what was deleted. */
  dropped?: (value: T) => void
}
export type BoundedCache<T> = {
  get(key: string): T | undefined
  set(key: string, value: T): void
  delete(key: string): void
  clear(): void
  deleteWhere(isGone: (value: T) => boolean): void
  size(): number
}
