import { recordEvent } from "@/lib/audit/record-event"
import type { Db, Tx } from "@/lib/db/create-db"
import { createOneTimeToken, hashOneTimeToken } from "@/lib/members/one-time-token"
import { hashPassword } from "@/lib/members/password"

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

/** A new one-time code for `/setup`, in place of any older one; null once there is a member. Only its hash is kept. */
export async function issueSetupCode(db: Db): Promise<string | null> {
  const code = createOneTimeToken()
  return db.$transaction(async (tx) => {
    if (await isTaken(tx)) return null
    await tx.setupCode.deleteMany({ where: { consumedAt: null } })
    await tx.setupCode.create({
      data: { codeHash: hashOneTimeToken(code) },
      select: { codeHash: true },
    })
    return code
  })
}

/** Whether `/setup` is still open, and to this code. */
export async function findSetup(db: Db, code: string): Promise<SetupState> {
  if (await hasMembers(db)) return "done"
  const codeHash = hashOneTimeToken(code)
  const known = await db.setupCode.count({ where: { codeHash, consumedAt: null } })
  return known === 1 ? "open" : "other_code"
}

/** Creates the first owner against the one-time code, and uses the code up in the same step. */
export async function claimFirstOwner(
  db: Db,
  claim: { code: string; name: string; email: string; password: string },
): Promise<ClaimOutcome> {
  const state = await findSetup(db, claim.code)
  if (state !== "open") return { kind: state }
  const passwordHash = await hashPassword(claim.password)
  return db.$transaction(async (tx): Promise<ClaimOutcome> => {
    if (await isTaken(tx)) return { kind: "done" }
    const { count } = await tx.setupCode.updateMany({
      where: { codeHash: hashOneTimeToken(claim.code), consumedAt: null },
      data: { consumedAt: new Date() },
    })
    if (count === 0) return { kind: "other_code" }
    return { kind: "created", memberId: await createOwner(tx, { ...claim, passwordHash }) }
  })
}

/** Whether there is any member. */
export async function hasMembers(tx: Tx): Promise<boolean> {
  return (await tx.member.findFirst({ select: { id: true } })) !== null
}

/** Like `hasMembers`, but no one else can create a member before this transaction ends. */
async function isTaken(tx: Tx): Promise<boolean> {
  await tx.$executeRaw`LOCK TABLE "Member" IN SHARE ROW EXCLUSIVE MODE`
  return hasMembers(tx)
}

async function createOwner(tx: Tx, owner: NewOwner): Promise<string> {
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

type NewOwner = { name: string; email: string; passwordHash: string }
export type SetupState = "open" | "other_code" | "done"
export type ClaimOutcome =
  | { kind: "created"; memberId: string }
  | { kind: "other_code" }
  | { kind: "done" }
