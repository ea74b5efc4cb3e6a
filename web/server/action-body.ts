import { parseJson } from "@/lib/parse-json"

const DEEPEST = 16
// The parts that React decodes; the others are what somebody entered.
const OF_SCRIPT = /^\d+$/
const OF_FORM = /^\$ACTION_.*:\d+$/
// What React writes for what JSON does not know: a text that begins with $, entered fields, undefined, numbers, a value
// kept in the browser, and from a form the rest of its arguments.
const SPECIAL = /^\$(\$|K[0-9a-f]+$|undefined$|NaN$|-?Infinity$|-0$|T$|@[0-9a-f]+$)/

/**
 * Whether what is sent with an action can be decoded. The framework would answer anything else with a 500, and put it
 * with a stack into the log.
 */
export async function isActionBody(body: Buffer, contentType: string): Promise<boolean> {
  if (!/^multipart\/form-data\b/i.test(contentType)) return isArguments(body.toString())
  const parts = await partsOf(body, contentType)
  return isArguments(parts.get("0")) && areDecodable(parts, OF_SCRIPT)
}

/** The same for a form that a page posts without a script: not all of those are for an action. */
export async function isFormBody(body: Buffer, contentType: string): Promise<boolean> {
  const parts = await partsOf(body, contentType)
  const bound = [...parts].filter(([name]) => name.startsWith("$ACTION_REF_"))
  const areWhole = bound.every(([name]) => {
    const prefix = `$ACTION_${name.slice("$ACTION_REF_".length)}:`
    return parts.has(`${prefix}0`) && isArguments(parts.get(`${prefix}1`))
  })
  return areWhole && areDecodable(parts, OF_FORM)
}

async function partsOf(body: Buffer, contentType: string): Promise<FormData> {
  const headers = { "content-type": contentType }
  return new Response(new Uint8Array(body), { headers }).formData()
}

function areDecodable(parts: FormData, decoded: RegExp): boolean {
  return [...parts].every(
    ([name, value]) =>
      typeof value === "string" && (!decoded.test(name) || isPlain(parseJson(value), DEEPEST)),
  )
}

function isArguments(part: FormDataEntryValue | null | undefined): boolean {
  const value = typeof part === "string" ? parseJson(part) : undefined
  return Array.isArray(value) && isPlain(value, DEEPEST)
}

function isPlain(value: unknown, depth: number): boolean {
  if (value === undefined || depth === 0) return false
  if (typeof value === "string") return isPlainText(value)
  if (value === null || typeof value !== "object") return true
  return Object.entries(value).every(
    ([key, one]) => key !== "__proto__" && isPlainText(key) && isPlain(one, depth - 1),
  )
}

function isPlainText(text: string): boolean {
  return !text.includes("\0") && (!text.startsWith("$") || SPECIAL.test(text))
}
