import { randomUUID } from "node:crypto"
import { beforeEach, expect, it } from "vitest"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { shareTestDb } from "@/lib/db/share-test-db"
import { findMemberLabels, findServiceLabels, findXeroUserLabels } from "@/lib/names/find-labels"
import { addApp } from "@/lib/tenants/testing"

const testDb = shareTestDb()
beforeEach(() => emptyTables(testDb.db, "Member", "Grant", "Service", "XeroApp"))

const FIRST = "3f2a91c0-0000-4000-8000-000000000001"
const SECOND = "77b5e6d2-0000-4000-8000-000000000002"
const SAME_START = "3f2a91c0-0000-4000-8000-000000000003"

it.each<[string, XeroUser[], string[]]>([
  [
    "by name alone where no other Xero user bears it",
    [user(FIRST, "Alice", "alice@maple.example"), user(SECOND, "Bob", null)],
    ["Alice", "Bob"],
  ],
  [
    "by e-mail where another looks the same",
    [user(FIRST, "Alice", "alice@maple.example"), user(SECOND, " ALICE\u200B", "al@cedar.example")],
    ["Alice · alice@maple.example", " ALICE\u200B · al@cedar.example"],
  ],
  [
    "by id where Xero gave no e-mail",
    [user(FIRST, "A Xero user", null), user(SECOND, "A Xero user", "al@cedar.example")],
    ["A Xero user · 3f2a91c0", "A Xero user · al@cedar.example"],
  ],
  [
    "by id where the e-mail is the same too",
    [user(FIRST, "Alice", "a@maple.example"), user(SECOND, "Alice", "A@maple.example")],
    ["Alice · 3f2a91c0", "Alice · 77b5e6d2"],
  ],
  [
    "by the whole id where the ids begin alike",
    [user(FIRST, "Alice", null), user(SAME_START, "Alice", null)],
    [`Alice · ${FIRST}`, `Alice · ${SAME_START}`],
  ],
  [
    "with an id where the name shows nothing",
    [user(FIRST, "\u3164", null)],
    ["(no name) · 3f2a91c0"],
  ],
])("shows a Xero user %s", async (_, users, labels) => {
  const xeroAppId = await addApp(testDb.db, { current: true })
  const ids = await Promise.all(users.map((one) => addGrant(xeroAppId, one)))
  const found = await findXeroUserLabels(testDb.db, ids)
  expect(ids.map((id) => found.get(id))).toEqual(labels)
})

it("takes one Xero user's consents to two apps for one Xero user", async () => {
  const alice = user(FIRST, "Alice", "alice@maple.example")
  const apps = [
    await addApp(testDb.db, { current: true }),
    await addApp(testDb.db, { current: false }),
  ]
  const ids = await Promise.all(apps.map((xeroAppId) => addGrant(xeroAppId, alice)))
  expect([...(await findXeroUserLabels(testDb.db, ids)).values()]).toEqual(["Alice", "Alice"])
})

it("tells services of one name apart by their client ids, and members by their e-mail addresses", async () => {
  const members = [
    { id: FIRST, email: "olive@tenantry.example", name: "Olive", role: "owner" },
    { id: SECOND, email: "o@tenantry.example", name: "Ｏlive", role: "admin" },
    { id: SAME_START, email: "pat@tenantry.example", name: "Pat", role: "admin" },
  ] as const
  await testDb.db.member.createMany({
    data: members.map((one) => ({ ...one, passwordHash: "none" })),
  })
  await testDb.db.service.createMany({
    data: [
      { id: FIRST, name: "Export" },
      { id: SECOND, name: "export " },
      { id: SAME_START, name: "Import" },
    ].map((one) => ({ ...one, reach: "chosen" as const, createdById: FIRST })),
  })
  const ids = [FIRST, SECOND, SAME_START]
  const [services, people] = [
    await findServiceLabels(testDb.db, ids),
    await findMemberLabels(testDb.db, ids),
  ]
  expect(ids.map((id) => services.get(id))).toEqual([
    "Export · 3f2a91c0",
    "export  · 77b5e6d2",
    "Import",
  ])
  expect(ids.map((id) => people.get(id))).toEqual([
    "Olive · olive@tenantry.example",
    "Ｏlive · o@tenantry.example",
    "Pat",
  ])
})

async function addGrant(xeroAppId: string, one: XeroUser): Promise<string> {
  const id = randomUUID()
  const data = { id, xeroAppId, ...one, refreshTokenExpiresAt: new Date() }
  await testDb.db.grant.create({ data, select: { id: true } })
  return id
}

function user(xeroUserId: string, xeroUserName: string, xeroUserEmail: string | null): XeroUser {
  return { xeroUserId, xeroUserName, xeroUserEmail }
}

type XeroUser = { xeroUserId: string; xeroUserName: string; xeroUserEmail: string | null }
