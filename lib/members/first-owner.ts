import { recordEvent } from "@/lib/audit/record-event"
import { dbNow } from "@/lib/db/clock"
import type { Db, Tx } from "@/lib/db/create-db"
import { createOneTimeToken, hashOneTimeToken } from "@/lib/members/one-time-token"
import { hashPassword } from "@/lib/members/password"

const CODE_LIFETIME_IN_MILLISECONDS = 60 * 60 * 1000

/** Creates the first owner; `exists` once there is any member. */
export async function ensureFirstOwner(
  db: Db,
  owner: { email: string; password: string },
): Promise<"created" | "exists"> {
  if (await hasMembers(db)) return "exists"
  const passwordHash = await hashPassword(owner.password)
  const name = owner.email.split("@")[0] ?? owner.email
  return db.$transaction(async (tx) => {
    if (await isTaken(tx)) return "exists"
    await createOwner(tx, { name, email: owner.email, passwordHash })
    return "created"
  })
}

/**
 * A new one-time code for `/setup`, in place of any older one, for one hour; null once there is a member. Only its hash is
 * kept.
 */
export async function issueSetupCode(db: Db): Promise<string | null> {
  const code = createOneTimeToken()
  return db.$transaction(async (tx) => {
    if (await isTaken(tx)) return null
    await tx.setupCode.deleteMany({ where: { consumedAt: null } })
    await tx.setupCode.create({
      data: { codeHash: hashOneTimeToken(code), createdAt: await dbNow(tx) },
      select: { codeHash: true },
    })
    return code
  })
}

/** Whether `/setup` is still open, and to this code. `other_code`: unknown, used, replaced, or older than an hour. */
export async function findSetup(db: Db, code: string): Promise<SetupState> {
  // The code first: whoever uses it up meanwhile has left a member.
  const known = await db.setupCode.count({ where: await opening(db, code) })
  if (await hasMembers(db)) return "done"
  return known === 1 ? "open" : "other_code"
}

/** Uses the code up; false for one that is unknown, used, replaced or older than an hour. */
export async function consumeSetupCode(tx: Tx, code: string): Promise<boolean> {
  const where = await opening(tx, code)
  const { count } = await tx.setupCode.updateMany({ where, data: { consumedAt: await dbNow(tx) } })
  return count === 1
}

/** Whether there is any member. */
export async function hasMembers(tx: Tx): Promise<boolean> {
  return (await tx.member.findFirst({ select: { id: true } })) !== null
}

/** Like `hasMembers`, but no one else can create a member before this transaction ends. */
export async function isTaken(tx: Tx): Promise<boolean> {
  await tx.$executeRaw`LOCK TABLE "Member" IN SHARE ROW EXCLUSIVE MODE`
  return hasMembers(tx)
}

export async function createOwner(tx: Tx, owner: NewOwner): Promise<string> {
  const { name, email, passwordHash } = owner
  const { id } = await tx.member.create({
    data: { name, email, passwordHash, role: "owner" },
    select: { id: true },
  })
  await recordEvent(tx, {
    kind: "member.created",
    memberId: id,
    detail: { name, email, role: "owner" },
  })
  return id
}

/** In a `where`: this code, while it opens `/setup`. */
async function opening(tx: Tx, code: string): Promise<OpenCode> {
  const since = new Date((await dbNow(tx)).getTime() - CODE_LIFETIME_IN_MILLISECONDS)
  return { codeHash: hashOneTimeToken(code), consumedAt: null, createdAt: { gt: since } }
}

type OpenCode = { codeHash: string; consumedAt: null; createdAt: { gt: Date } }
type NewOwner = { name: string; email: string; passwordHash: string }
export type SetupState = "open" | "other_code" | "done"
