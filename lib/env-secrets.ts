import { z } from "zod"
import { secret } from "@/lib/env-values"

/**
 * One secret, or several with commas between: the first is used, all are accepted, so that it changes without a break. A secret
 * that has a comma itself stays one, unless each of its parts is long enough to be a secret.
 */
export const secrets = z.string().transform((text, context) => {
  const parts = text.split(",").map((part) => part.trim())
  const found = parts.every((part) => secret.safeParse(part).success) ? parts : [text]
  const [first, ...others] = found
  const reading = secret.safeParse(first)
  if (reading.success) return [reading.data, ...others] as Secrets
  context.addIssue(reading.error.issues[0]?.message ?? "is no secret")
  return z.NEVER
})

/** One that programs send in a header. */
export const bearer = secret.regex(
  /^[\x21-\x7e]+$/,
  "must contain only ASCII letters, digits and symbols",
)

export type Secrets = [string, ...string[]]
