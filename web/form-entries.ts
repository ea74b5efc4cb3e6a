import { notFound } from "next/navigation"
import type { z } from "zod"
import { createLog } from "@/lib/log"

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

function turnAway(): never {
  log.warn({ event: "malformed_action" })
  notFound()
}
