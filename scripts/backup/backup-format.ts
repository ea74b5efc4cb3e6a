import { z } from "zod"

/** Raised when an older version could not read the file any more. */
export const FORMAT = 1
/** As COPY ends its rows in text. No row looks like it, because a backslash in a value is doubled. */
export const TABLE_END = "\\."

/**
 * A back-up is a gzip file of lines: this header, one line for each chain, each table (a line that names it, its rows as
 * PostgreSQL's COPY writes them, TABLE_END), and a last line with the SHA-256 of all before it.
 */
export const header = z.object({
  tenantry: z.literal("backup"),
  format: z.number(),
  version: z.string(),
  server: z.string(),
  /** By the database's clock. */
  takenAt: z.string(),
  /** `Installation.id`, which every sealed value is bound to. */
  installation: z.guid(),
  migrations: z.array(z.string()),
  organisations: z.number(),
  members: z.number(),
  events: z.number(),
  sequences: z.array(z.object({ name: z.string(), value: z.string(), called: z.boolean() })),
})

/** A chain as it stood: what the journal must be newer than, and when it was to move on. */
export const chainLine = z.object({
  grantId: z.guid(),
  chain: z.number(),
  epoch: z.number(),
  tokenSetId: z.guid().nullable(),
  dueAt: z.string(),
  organisations: z.array(z.string()),
})

export const tableLine = z.object({ table: z.string(), columns: z.array(z.string()) })
export const endLine = z.object({ sha256: z.string() })

export type Header = z.output<typeof header>
export type ChainLine = z.output<typeof chainLine>
export type TableLine = z.output<typeof tableLine>
