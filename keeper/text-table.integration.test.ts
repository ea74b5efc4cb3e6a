import { expect, test } from "vitest"
import type { z } from "zod"
import { oneLine, tidyName } from "@/keeper/mail/sanitise-text"
import { HOSTILE_TEXTS } from "@/keeper/testing/hostile-texts"
import { idTokenClaims } from "@/keeper/xero/wire"
import { readConnections } from "@/keeper/xero/wire-connections"
import { ALERT_OPERATIONS } from "@/lib/contract/alert-operations"
import { SERVICE_OPERATIONS } from "@/lib/contract/service-operations"
import { shareTestDb } from "@/lib/db/share-test-db"
import { email } from "@/lib/env-values"
import { memberName } from "@/lib/members/member-name"
import { findTenantMarks } from "@/lib/names/find-marks"
import { labelOf } from "@/lib/names/label"
import { storableText } from "@/lib/text"
import { searchWords } from "@/lib/typed-text"

const testDb = shareTestDb()

const SERVICE = SERVICE_OPERATIONS.createService.input.shape
const CHANNEL = ALERT_OPERATIONS.addAlertChannel.input

/** Each way in, with what is kept of a text that comes by it. */
const WAYS: Record<string, (given: string) => string> = {
  "an organisation's name": (name) =>
    readConnections([{ id: ID, tenantId: ID, tenantName: name }])?.connections[0]?.tenantName ??
    "as known before",
  "a Xero user's given name": (name) =>
    idTokenClaims.parse({ given_name: name }).given_name ?? "as known before",
  "a Xero user's e-mail address": (address) =>
    idTokenClaims.parse({ email: address }).email ?? "as known before",
  "an error code at the callback": (code) => storableText(code, 100),
  "a service's name": (name) => typed(SERVICE.name.safeParse(name)),
  "a member's name": (name) => typed(memberName.safeParse(name)),
  "a member's e-mail address": (name) => typed(email.safeParse(`${name}@maple.example`)),
  "a webhook's address": (path) => {
    const url = `https://hooks.example/${path}`
    const read = CHANNEL.safeParse({ kind: "webhook", name: "Hook", url })
    return read.data?.kind === "webhook" ? read.data.url : "refused"
  },
  "a search": (words) => searchWords.parse(words),
  "a name in an alert": (name) => tidyName(name),
  "a line in a mail's head": (line) => oneLine(line),
}

test("every text is storable and inert, by whatever way it comes in", async () => {
  const parts: string[] = []
  for (const [name, text] of Object.entries(HOSTILE_TEXTS)) {
    const lines: string[] = []
    for (const [way, keep] of Object.entries(WAYS)) {
      const kept = keep(text)
      await expectStorable(kept)
      lines.push(`${way} | ${readable(kept)}`)
    }
    const label = await shown(storableText(text, 300))
    lines.push(`a stored name, shown | ${readable(label)}`)
    parts.push(`# ${name}: ${readable(text)}\n\n${lines.join("\n")}\n`)
  }
  await expect(parts.join("\n")).toMatchFileSnapshot("text-table.txt")
})

/** PostgreSQL gives it back as it was, on one line, with no mark that turns what follows. */
async function expectStorable(kept: string): Promise<void> {
  const [row] = await testDb.db.$queryRaw<{ text: string }[]>`SELECT ${kept}::text AS "text"`
  expect(row?.text).toBe(kept)
  expect(Buffer.from(kept).toString()).toBe(kept)
  expect(kept).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u)
}

async function shown(name: string): Promise<string> {
  await testDb.db.tenant.deleteMany()
  await testDb.db.tenant.create({ data: { tenantId: ID, name, type: "ORGANISATION" } })
  const marks = await findTenantMarks(testDb.db, [ID])
  return labelOf({ name, mark: marks.get(ID) ?? null })
}

function typed(read: z.ZodSafeParseResult<string>): string {
  return read.success ? read.data : `refused: ${read.error.issues[0]?.message}`
}

/** What cannot be seen as its code; what is long by its length. */
function readable(text: string): string {
  const visible = text.replace(/[\p{C}\p{Z}\p{M}]/gu, (one) =>
    one === " " ? one : `\\u{${one.codePointAt(0)?.toString(16)}}`,
  )
  const short = visible.length > 60 ? `${visible.slice(0, 60)} … (${text.length} long)` : visible
  return short === "" ? "nothing" : short
}

const ID = "3f2a91c0-0000-4000-8000-000000000001"
