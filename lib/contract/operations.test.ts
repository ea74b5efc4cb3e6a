import { expect, test } from "vitest"
import { z } from "zod"
import { HOSTILE_TEXTS } from "@/keeper/testing/hostile-texts"
import { OPERATIONS } from "@/lib/contract/operations"

/** Only compared, hashed or sealed, never stored or searched as text. */
const NEVER_TEXT = new Set([
  ...["browserToken", "state", "code", "error", "iss", "token", "invitation", "path", "hint"],
  ...[
    "password",
    "present",
    "next",
    "passphrase",
    "smtpPassword",
    "clientSecret",
    "picture",
    "response",
  ],
  // What is in it and what it is called are made storable when it is read.
  ...["text", "fileName"],
])

test.each(
  Object.entries(OPERATIONS).flatMap(([operation, { input }]) => fieldsOf(input, operation)),
)("%s refuses hostile text or makes it storable, and never fails at it", (path, field) => {
  for (const text of Object.values(HOSTILE_TEXTS)) {
    for (const sample of [text, [text]]) {
      const kept = field.safeParse(sample).data ?? ""
      // A note may have lines.
      const line = path.endsWith(".note") ? String(kept).replaceAll("\n", "") : String(kept)
      expect(line).not.toMatch(UNFIT)
    }
  }
})

function fieldsOf(schema: unknown, path: string): [string, z.ZodType][] {
  if (schema instanceof z.ZodDiscriminatedUnion)
    return schema.options.flatMap((one) => fieldsOf(one, path))
  if (!(schema instanceof z.ZodObject)) return schema instanceof z.ZodType ? [[path, schema]] : []
  return Object.entries(schema.shape).flatMap(([name, one]) =>
    NEVER_TEXT.has(name) ? [] : fieldsOf(one, `${path}.${name}`),
  )
}

const UNFIT =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}\p{Noncharacter_Code_Point}\u202A-\u202E\u2066-\u206F]/u
