import { parseArgs } from "node:util"

/**
 * Reads flags such as `--rounds 3 --sizes 100,1000`, several numbers where the default has several. Refuses any other flag
 * and what is no number.
 */
export function readFlags<Flags extends Record<string, number | number[]>>(
  defaults: Flags,
): { [Name in keyof Flags]: Flags[Name] extends number[] ? number[] : number } {
  const options = Object.keys(defaults).map((name) => [name, { type: "string" as const }] as const)
  const { values } = parseArgs({ options: Object.fromEntries(options) })
  const given = Object.entries(values).map(([name, value]) => {
    const numbers = String(value).split(",").map(toNumber)
    return [name, Array.isArray(defaults[name]) ? numbers : numbers[0]]
  })
  return { ...defaults, ...Object.fromEntries(given) }
}

function toNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${text} is not a number above 0`)
  return Number(text)
}
