import { parseArgs } from "node:util"

/** Reads flags such as `--rounds 3 --sizes 100,1000` as lists of numbers. Refuses any other flag and what is no number. */
export function readFlags<Name extends string>(
  defaults: Record<Name, string>,
): Record<Name, number[]> {
  const names = Object.keys(defaults) as Name[]
  const options = Object.fromEntries(
    names.map((name) => [name, { type: "string" as const, default: defaults[name] }]),
  )
  const values: Record<string, unknown> = parseArgs({ options }).values
  const read = names.map((name) => [name, String(values[name]).split(",").map(toNumber)])
  return Object.fromEntries(read) as Record<Name, number[]>
}

function toNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${text} is not a number above 0`)
  return Number(text)
}
