import { notFound } from "next/navigation"
import { z } from "zod"
import { createLog } from "@/lib/log"
import { parseJson } from "@/lib/parse-json"

const log = createLog("web")

/** What was entered into a form, by name. What is no form comes from no page of ours, and gets a 404. */
export function entriesOf(form: unknown): Record<string, FormDataEntryValue> {
  return form instanceof FormData ? Object.fromEntries(form) : turnAway()
}

/** The same as the schema reads it, where pages of ours send nothing that it refuses. */
export function requireEntries<T extends z.ZodType>(schema: T, form: unknown): z.output<T> {
  const reading = schema.safeParse(entriesOf(form))
  return reading.success ? reading.data : turnAway()
}

/** Every entry of one name, such as the boxes that were ticked. */
export function allEntriesOf(form: unknown, name: string): FormDataEntryValue[] {
  return form instanceof FormData ? form.getAll(name) : turnAway()
}

/** An entry that holds JSON, for what no field of a form can hold. */
export function jsonEntry<T extends z.ZodType>(schema: T) {
  return z.string().max(LONGEST_JSON).transform(parseJson).pipe(schema)
}

/** Whether a box was ticked: what is not ticked is not sent. */
export const ticked = z
  .string()
  .optional()
  .transform((sent) => sent !== undefined)

/** A field that may be empty, which counts as missing. */
export function optional<T extends z.ZodType<unknown, string>>(schema: T) {
  return z
    .string()
    .default("")
    .transform((typed) => (typed.trim() === "" ? null : typed))
    .pipe(schema.nullable())
}

const LONGEST_JSON = 100_000

function turnAway(): never {
  log.warn({ event: "malformed_action" })
  notFound()
}
