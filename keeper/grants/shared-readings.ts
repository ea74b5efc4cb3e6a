/**
 * Lets callers who ask the same at the same time share one reading of the rows. Whoever comes while one is under way gets
 * the one that starts after it, so that nobody is given what was read before they asked.
 */
export function createSharedReadings(): SharedReadings {
  const running = new Map<string, Promise<unknown>>()
  const following = new Map<string, Promise<unknown>>()

  function start<T>(key: string, read: () => Promise<T>): Promise<T> {
    const reading = read().finally(() => {
      if (running.get(key) === reading) running.delete(key)
    })
    running.set(key, reading)
    return reading
  }

  function follow<T>(key: string, before: Promise<unknown>, read: () => Promise<T>): Promise<T> {
    const begin = () => {
      following.delete(key)
      return start(key, read)
    }
    const next = before.then(begin, begin)
    following.set(key, next)
    return next
  }

  return {
    read(key, read) {
      const waiting = following.get(key) as ReturnType<typeof read> | undefined
      if (waiting !== undefined) return waiting
      const before = running.get(key)
      return before === undefined ? start(key, read) : follow(key, before, read)
    },
  }
}

export type SharedReadings = {
  /** `key` names what is read; the same key must mean the same reading. */
  read<T>(key: string, read: () => Promise<T>): Promise<T>
}
