/**
 * A map that never weighs more than `capacity`: what was asked for since it was last looked at gets a second chance, the
 * others make room, oldest first. Nearly as good as least recently used, and a hit moves nothing.
 */
export function createBoundedCache<T extends object>(
  capacity: number,
  weigh: (value: T) => number = () => 1,
): BoundedCache<T> {
  const slots = new Map<string, Slot<T>>()
  let weight = 0

  function remove(key: string): void {
    const slot = slots.get(key)
    if (slot === undefined) return
    slots.delete(key)
    weight -= slot.weight
  }

  function makeRoom(): void {
    giveSecondChances()
    // Everything had one: the oldest goes all the same.
    for (const key of slots.keys()) if (weight > capacity) remove(key)
  }

  function giveSecondChances(): void {
    for (const [key, slot] of slots) {
      if (weight <= capacity) return
      remove(key)
      if (slot.used) insert(key, { ...slot, used: false })
    }
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
      insert(key, { value, weight: weigh(value), used: false })
      if (weight > capacity) makeRoom()
    },
    delete: remove,
    clear() {
      slots.clear()
      weight = 0
    },
    entries: () => [...slots].map(([key, { value }]) => [key, value]),
    size: () => slots.size,
  }
}

type Slot<T> = { value: T; weight: number; used: boolean }
export type BoundedCache<T> = {
  get(key: string): T | undefined
  set(key: string, value: T): void
  delete(key: string): void
  clear(): void
  entries(): [string, T][]
  size(): number
}
