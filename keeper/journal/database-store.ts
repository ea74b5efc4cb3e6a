import { Pool, type PoolClient } from "pg"
import type { JournalLine } from "@/keeper/journal/entry"
import { inBatches } from "@/keeper/journal/in-batches"
import type { JournalStore } from "@/keeper/journal/store"
import { type Vault, VaultError } from "@/keeper/vault/vault"
import { connectionTo } from "@/lib/db/connection"
import { requireDatabaseUrl } from "@/lib/db/database-url"

const LONGEST_STATEMENT_IN_MILLISECONDS = 10_000
const LINES_AT_ONCE = 500
const FIRST_ID = "00000000-0000-0000-0000-000000000000"

/**
 * The journal in one table of another database, which any number of keepers share. The table is made where it is missing. Of
 * each grant that a keeper wrote to, all but the newest entries go when it tidies up.
 */
export function openDatabaseStore(url: string): JournalStore {
  const { host, port, database } = requireDatabaseUrl(url)
  const pool = openPool(url)
  const touched = new Set<string>()
  let isMade = false
  let first = false

  async function ask<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    return withClient(pool, async (client) => (await client.query(text, values)).rows as Row[])
  }

  async function write(lines: JournalLine[]): Promise<void> {
    if (!isMade) await withClient(pool, makeTable)
    isMade = true
    const [was] = await ask<{ empty: boolean }>(APPEND, columnsOf(lines)).catch(forgetTable)
    first ||= was?.empty === true
    for (const { grantId } of lines) touched.add(grantId)
  }

  /** It may have been removed. */
  function forgetTable(cause: unknown): never {
    isMade = false
    throw cause
  }

  async function* read(): AsyncGenerator<JournalLine> {
    const [found] = await ask<{ known: boolean }>(IS_KNOWN)
    if (found?.known) for await (const lines of pagesOf(PAGE, ask)) yield* lines
  }

  const { append, inTurn } = inBatches(write)
  return {
    name: `${database} at ${host}:${port}`,
    append,
    takeFirst() {
      const was = first
      first = false
      return was
    },
    read,
    async tidy() {
      const grantIds = [...touched]
      touched.clear()
      if (grantIds.length > 0) await ask(DROP_SUPERSEDED, [grantIds])
    },
    async reseal(vault) {
      for await (const lines of pagesOf(PAGE_OF_OTHERS, ask, [vault.sealedBegin])) {
        const anew = (await Promise.all(lines.map((line) => resealLine(vault, line)))).flat()
        await ask(RESEAL, [anew.map((one) => one.id), anew.map((one) => one.sealed)])
      }
    },
    close: () => inTurn(() => (pool.ended ? Promise.resolve() : pool.end())),
  }
}

function openPool(url: string): Pool {
  const pool = new Pool({
    ...connectionTo(url, { statement_timeout: `${LONGEST_STATEMENT_IN_MILLISECONDS}ms` }),
    // A server that is away without a word must not hold what comes later.
    query_timeout: LONGEST_STATEMENT_IN_MILLISECONDS,
    max: 2,
    keepAlive: true,
    allowExitOnIdle: true,
  })
  // Whoever uses a connection that ends is told; one that nobody uses is opened again.
  pool.on("error", () => {})
  pool.on("connect", (client) => client.on("error", () => {}))
  return pool
}

/** A connection on which something failed is not used again. */
async function withClient<T>(pool: Pool, use: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let isGood = false
  try {
    const result = await use(client)
    isGood = true
    return result
  } finally {
    client.release(!isGood)
  }
}

/** Several keepers may come at once, and a role may be allowed to use a table that it could not make. */
async function makeTable(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ known: boolean }>(IS_KNOWN)
  if (!rows[0]?.known) await client.query(MAKE)
}

async function* pagesOf(
  page: string,
  ask: Ask,
  more: string[] = [],
): AsyncGenerator<JournalLine[]> {
  let after: string | undefined = FIRST_ID
  while (after !== undefined) {
    const rows: Omit<JournalLine, "v">[] = await ask(page, [after, ...more])
    yield rows.map((row) => ({ v: 1 as const, ...row }))
    after = rows.length < LINES_AT_ONCE ? undefined : rows.at(-1)?.id
  }
}

function columnsOf(lines: JournalLine[]): unknown[] {
  return [
    lines.map((line) => line.id),
    lines.map((line) => line.grantId),
    lines.map((line) => line.chain),
    lines.map((line) => line.epoch),
    lines.map((line) => line.sealed),
  ]
}

/** What does not open stays as it is: the key may come back. */
async function resealLine(vault: Vault, { id, sealed }: JournalLine): Promise<Resealed[]> {
  return vault.reseal(sealed).then(
    (anew) => [{ id, sealed: anew }],
    (cause: unknown) => {
      if (cause instanceof VaultError) return []
      throw cause
    },
  )
}

const IS_KNOWN = `SELECT to_regclass('"TenantryJournal"') IS NOT NULL AS "known"`

const MAKE = `
  BEGIN;
  SELECT pg_advisory_xact_lock(hashtextextended('TenantryJournal', 0));
  CREATE TABLE IF NOT EXISTS "TenantryJournal" ("id" uuid PRIMARY KEY, "grantId" uuid NOT NULL, "chain" integer NOT NULL,
    "epoch" integer NOT NULL, "sealed" text NOT NULL, "writtenAt" timestamptz NOT NULL DEFAULT clock_timestamp());
  CREATE INDEX IF NOT EXISTS "TenantryJournal_grantId_idx" ON "TenantryJournal" ("grantId");
  COMMIT`

// Whoever writes an entry again found that the stored one does not open.
const APPEND = `
  WITH added AS (
    INSERT INTO "TenantryJournal" ("id", "grantId", "chain", "epoch", "sealed")
    SELECT DISTINCT ON (line."id") * FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[], $5::text[])
      AS line("id", "grantId", "chain", "epoch", "sealed")
    ON CONFLICT ("id") DO UPDATE SET "sealed" = excluded."sealed")
  SELECT NOT EXISTS (SELECT FROM "TenantryJournal") AS "empty"`

// Of each grant the newest one is what counts; those before it may be siblings whose order only Xero knows.
const DROP_SUPERSEDED = `
  DELETE FROM "TenantryJournal" WHERE "id" IN (
    SELECT "id" FROM (
      SELECT "id", row_number() OVER (PARTITION BY "grantId" ORDER BY "chain" DESC, "epoch" DESC, "writtenAt" DESC) AS "place"
      FROM "TenantryJournal" WHERE "grantId" = ANY($1::uuid[])) AS known
    WHERE "place" > 3)`

const PAGE = `
  SELECT "id", "grantId", "chain", "epoch", "sealed" FROM "TenantryJournal"
  WHERE "id" > $1::uuid ORDER BY "id" LIMIT ${LINES_AT_ONCE}`

const PAGE_OF_OTHERS = `
  SELECT "id", "grantId", "chain", "epoch", "sealed" FROM "TenantryJournal"
  WHERE "id" > $1::uuid AND NOT starts_with("sealed", $2) ORDER BY "id" LIMIT ${LINES_AT_ONCE}`

const RESEAL = `
  UPDATE "TenantryJournal" j SET "sealed" = anew."sealed"
  FROM unnest($1::uuid[], $2::text[]) AS anew("id", "sealed") WHERE j."id" = anew."id"`

type Ask = <Row>(text: string, values?: unknown[]) => Promise<Row[]>
type Resealed = { id: string; sealed: string }
