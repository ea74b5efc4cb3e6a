/**
 * Continues at once with a value that is there, and after the wait with a promised one. So the same code serves both,
 * and a request that needs only memory is answered without a turn of the event loop.
 */
export function andThen<T, R>(value: Eventual<T>, next: (value: T) => Eventual<R>): Eventual<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}

export type Eventual<T> = T | Promise<T>
