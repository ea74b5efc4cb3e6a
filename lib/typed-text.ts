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

const LONGEST_INPUT = 10_000
