/**
 * Goes on at once with a value that is there, and after the wait with one that is not: a request that needs nothing but
 * memory is answered without a single turn of the event loop, by the same code as one that waits.
 */
export function andThen<T, R>(value: Eventual<T>, next: (value: T) => Eventual<R>): Eventual<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}

export type Eventual<T> = T | Promise<T>
