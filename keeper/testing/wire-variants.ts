/** Written as a bare NaN, which is no JSON. */
export const NAN = "@NaN@"

/** Whatever may stand where `good` should. */
const VARIANTS: Record<string, (good: unknown) => unknown> = {
  absent: () => undefined,
  null: () => null,
  empty: () => "",
  blank: () => " \t ",
  "the other type": (good) => (typeof good === "number" ? String(good) : 42),
  "upper case": (good) => (typeof good === "string" ? good.toUpperCase() : good),
  "array of it": (good) => (Array.isArray(good) ? good[0] : [good]),
  "nested object": (good) => ({ value: good }),
  NaN: () => NAN,
  huge: () => 1e300,
  negative: () => -1,
  zero: () => 0,
  "1e99": () => 1e99,
  "text NaN": () => "NaN",
  "text with a unit": (good) => `${good} s`,
  bool: () => true,
  "U+0000": (good) => `${good}\u0000`,
}
/** The names of all cells. */
export const EVERY = [
  "as it should be",
  "name in another case",
  "unknown members",
  ...Object.keys(VARIANTS),
]

/** The object with one member varied. */
export function vary(good: Record<string, unknown>, member: string, variant: string) {
  if (variant === "as it should be") return good
  if (variant === "unknown members") return { ...good, extra: { deep: [1] }, __proto__x: null }
  const { [member]: value, ...rest } = good
  if (variant === "name in another case") return { ...rest, [member.toUpperCase()]: value }
  return { ...rest, [member]: VARIANTS[variant]?.(value) }
}

/** As JSON, save for NaN. */
export function write(body: unknown): string {
  return JSON.stringify(body).replaceAll(`"${NAN}"`, "NaN")
}
