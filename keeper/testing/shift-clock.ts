/**
 * Sets this process's clock wrong by so much; what it returns sets it right. Timers and `performance.now()` keep going as
 * they do on a machine whose date is wrong. Self-contained, because `shiftedBy` sends its text into other processes.
 */
export function shiftClock(milliseconds: number): () => void {
  const right = Date
  globalThis.Date = new Proxy(right, {
    construct: (target, given: []) =>
      new target(...(given.length > 0 ? given : ([Date.now()] as unknown as []))),
    apply: (target) => new target(Date.now()).toString(),
    get: (target, name) =>
      name === "now" ? () => target.now() + milliseconds : Reflect.get(target, name),
  })
  return () => {
    globalThis.Date = right
  }
}

/** The change of a keeper process's environment that starts it with a clock that is wrong by so much. */
export function shiftedBy(milliseconds: number): { NODE_OPTIONS: string } {
  const program = `(${shiftClock.toString()})(${milliseconds})`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}` }
}
