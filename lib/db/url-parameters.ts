import { z } from "zod"
import { isOurs } from "@/lib/db/session-settings"

const SSL_MODES = ["disable", "require", "verify-ca", "verify-full", "no-verify"] as const
// Fewer, and a transaction can wait for a connection that another one holds.
const LEAST_CONNECTIONS = 5

// U+0000 would end it early on the wire, and what follows would count as another setting.
const word = z
  .string()
  .min(1, "is empty")
  .refine((text) => !text.includes("\0"), "holds U+0000")

/** The parameters of DATABASE_URL that are honoured; any other is refused. */
export const PARAMETERS = z.object({
  host: word.optional(),
  port: numberBetween(1, 65_535).optional(),
  user: word.optional(),
  password: word.optional(),
  dbname: word.optional(),
  /** Where all tables are. */
  schema: z
    .string()
    .regex(
      /^(?!pg_)[A-Za-z_][A-Za-z0-9_-]{0,62}$/,
      "must be the name of a schema: letters, digits, _ and -",
    )
    .optional(),
  sslmode: z
    .enum(
      SSL_MODES,
      `must be ${SSL_MODES.slice(0, -1).join(", ")} or ${SSL_MODES.at(-1)} (prefer and allow may send secrets unencrypted)`,
    )
    .optional(),
  sslrootcert: word.optional(),
  sslcert: word.optional(),
  sslkey: word.optional(),
  sslpassword: word.optional(),
  application_name: word.max(63, "has more than 63 characters").optional(),
  connect_timeout: numberBetween(1, 300).optional(),
  connection_limit: numberBetween(LEAST_CONNECTIONS, 500).optional(),
  options: word.transform(readOptions).optional(),
})

function numberBetween(least: number, most: number) {
  const message = `must be a number, ${least} to ${most}`
  return z
    .string()
    .regex(/^\d{1,5}$/, message)
    .transform(Number)
    .refine((one) => one >= least && one <= most, message)
}

/** `-c name=value` and `--name=value`, as PostgreSQL splits them: at spaces that no backslash stands before. */
function readOptions(options: string, context: z.RefinementCtx): string {
  const rest = options.trim().replace(/(^|(?<!\\)\s)-c\s*/g, "$1--")
  for (const part of rest.split(/(?<!\\)\s+/)) {
    const name = /^--([A-Za-z0-9_.-]+)=./.exec(part)?.[1]?.replaceAll("-", "_")
    if (name === undefined) context.addIssue("must be settings such as -c work_mem=16MB")
    else if (isOurs(name)) context.addIssue(`sets ${name}, which Tenantry sets itself`)
  }
  return options.trim()
}

export type Parameters = z.output<typeof PARAMETERS>
