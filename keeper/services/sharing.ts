/** Callers with the same key share one run while it is under way. */
export function createSharing<T>(): Sharing<T> {
  const running = new Map<string, Promise<T>>()
  return {
    run(key, task) {
      const shared = running.get(key)
      if (shared !== undefined) return shared
      const one = task().finally(() => running.delete(key))
      running.set(key, one)
      return one
    },
  }
}

export type Sharing<T> = { run(key: string, task: () => Promise<T>): Promise<T> }
