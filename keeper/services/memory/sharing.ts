/** Callers with the same key share one run while it is under way, and its result for as long as they say. */
export function createSharing<T>(): Sharing<T> {
  const kept = new Map<string, Promise<T>>()

  function forget(key: string, one: Promise<T>): void {
    if (kept.get(key) === one) kept.delete(key)
  }

  return {
    run(key, lastsMilliseconds, task) {
      const shared = kept.get(key)
      if (shared !== undefined) return shared
      const one = task()
      kept.set(key, one)
      one.then(
        () => {
          if (lastsMilliseconds === 0) forget(key, one)
          else setTimeout(() => forget(key, one), lastsMilliseconds).unref()
        },
        () => forget(key, one),
      )
      return one
    },
    forget: () => kept.clear(),
  }
}

export type Sharing<T> = {
  run(key: string, lastsMilliseconds: number, task: () => Promise<T>): Promise<T>
  /** What was kept; who waits still gets it. */
  forget(): void
}
