/** What of `after` differs from `before`: each name with its old and its new value. Secrets have no place in either. */
export function changesOf(before: Values, after: Values): Changes {
  const names = Object.keys(after).filter(
    (name) => !isSame(before[name] ?? null, after[name] ?? null),
  )
  return Object.fromEntries(
    names.map((name) => [name, { from: before[name] ?? null, to: after[name] ?? null }]),
  )
}

function isSame(one: Value, other: Value): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

export type Value = string | number | boolean | null | string[]
export type Values = Record<string, Value>
export type Changes = Record<string, { from: Value; to: Value }>
