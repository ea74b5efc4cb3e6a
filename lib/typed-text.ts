import { z } from "zod"
import { isBlank, storableText } from "@/lib/text"

/** Words that a person types, such as a name: storable, with something to see. */
export function typedText(longest: number) {
  return z
    .string()
    .transform(asTyped)
    .refine((words) => !isBlank(words), "must not be empty")
    .refine((words) => words.length <= longest, `must have ${longest} characters or fewer`)
}

/** What a person writes over several lines, such as a note: storable, with something to see. */
export function typedLines(longest: number) {
  return z
    .string()
    .transform(asLines)
    .refine((words) => !isBlank(words), "must not be empty")
    .refine((words) => words.length <= longest, `must have ${longest} characters or fewer`)
}

/** What a person looks for. Whatever cannot be looked for is no search. */
export const searchWords = z
  .string()
  .transform(asTyped)
  .transform((words) => (isBlank(words) ? "" : words))
  .pipe(z.string().max(200))
  .catch("")

function asTyped(typed: string): string {
  return storableText(typed, LONGEST_INPUT)
}

/** Browsers send a line end as CR LF. No more than one empty line stands between two others. */
function asLines(typed: string): string {
  const lines = typed.slice(0, LONGEST_INPUT).split(/\r\n|[\n\r\u2028\u2029]/)
  const stored = lines.map((line) => storableText(line, LONGEST_INPUT)).join("\n")
  return stored.replace(/\n{3,}/g, "\n\n").trim()
}

const LONGEST_INPUT = 10_000
