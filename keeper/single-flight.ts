/** Lets callers with the same key share one run of a task. Each key stands for one task, with one type of result. */
export function createSingleFlight({ keepMilliseconds = 0 } = {}): SingleFlight {
  const running = new Map<string, Promise<unknown>>()
  const following = new Map<string, Promise<unknown>>()

  function start<T>(key: string, task: () => Promise<T>): Promise<T> {
    const run = task()
    running.set(key, run)
    const forget = () => {
      if (running.get(key) === run) running.delete(key)
    }
    run.then(() => {
      if (keepMilliseconds === 0) forget()
      else setTimeout(forget, keepMilliseconds).unref()
    }, forget)
    return run
  }

  function follow<T>(key: string, before: Promise<unknown>, task: () => Promise<T>): Promise<T> {
    const begin = () => {
      following.delete(key)
      return start(key, task)
    }
    const next = before.then(begin, begin)
    following.set(key, next)
    return next
  }

  return {
    run(key, task) {
      const run = running.get(key) as ReturnType<typeof task> | undefined
      return run ?? start(key, task)
    },
    runAfter(key, task) {
      const next = following.get(key) as ReturnType<typeof task> | undefined
      if (next !== undefined) return next
      const before = running.get(key)
      return before === undefined ? start(key, task) : follow(key, before, task)
    },
    underWay: () => [...running.values()],
    forget: () => running.clear(),
  }
}

export type SingleFlight = {
  /** Shares the run that is under way, or the result that is still kept. */
  run<T>(key: string, task: () => Promise<T>): Promise<T>
  /** Shares only a run that starts after this call, so that no caller gets data read before it asked. */
  runAfter<T>(key: string, task: () => Promise<T>): Promise<T>
  underWay(): Promise<unknown>[]
  /** Forgets kept results; callers that already wait for one still get it. */
  forget(): void
}
