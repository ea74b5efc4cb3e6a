import { randomUUID } from "node:crypto"
import type { Keeper } from "@/keeper/keeper"
import { codeUri, findStep, makeCodeSecret } from "@/keeper/members/factors/code"
import { type Adder, storeFactor } from "@/keeper/members/factors/store-factor"
import { type Place, tryOpen } from "@/keeper/vault/vault"
import type { OperationInput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

const MOST_APPS = 5

/** A secret for a further authenticator app, in place of one that no code has confirmed. */
export async function startCodeApp(keeper: Keeper, { memberId }: Adder): Promise<StartedApp> {
  const { db, vault, appUrl } = keeper
  if (await isFull(db, memberId)) return { kind: "full" }
  const { email } = await db.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { email: true },
  })
  const appId = randomUUID()
  const secret = makeCodeSecret()
  const secretSealed = await vault.seal(secret, secretPlace(appId))
  await db.codeApp.deleteMany({ where: { memberId, confirmedAt: null } })
  const data = { id: appId, memberId, name: "", secretSealed }
  await db.codeApp.create({ data, select: { id: true } })
  return { kind: "app_started", appId, secret, uri: codeUri({ secret, email, appUrl }) }
}

/** Makes the app a second factor, once a code shows that it holds the secret. */
export async function addCodeApp(
  keeper: Keeper,
  adder: Adder,
  { appId, name, code }: OperationInput<"addCodeApp">,
): Promise<AddedApp> {
  const { db } = keeper
  const { memberId } = adder
  const started = { id: appId, memberId, confirmedAt: null }
  const app = await db.codeApp.findFirst({ where: started, select: SECRET })
  if (app === null) return { kind: "over" }
  const step = await findStepOf(keeper, db, app, code)
  if (step === null) return { kind: "wrong_proof" }
  return storeFactor(db, adder, {
    event: "member.app_added",
    name,
    isFull,
    async store(tx) {
      const confirmedAt = await dbNow(tx)
      await tx.codeApp.update({
        where: started,
        data: { name, confirmedAt, lastStep: step },
        select: { id: true },
      })
    },
  })
}

async function isFull(tx: Tx, memberId: string): Promise<boolean> {
  const where = { memberId, confirmedAt: { not: null } }
  return (await tx.codeApp.count({ where })) >= MOST_APPS
}

/** Whether one of the member's apps shows this code now. It is taken once: neither it nor an older one counts again. */
export async function takeAppCode(
  keeper: Keeper,
  memberId: string,
  code: string,
): Promise<boolean> {
  const apps = await keeper.db.codeApp.findMany({
    where: { memberId, confirmedAt: { not: null } },
    select: SECRET,
  })
  for (const app of apps) {
    const step = await findStepOf(keeper, keeper.db, app, code)
    if (step === null) continue
    const { count } = await keeper.db.codeApp.updateMany({
      where: { id: app.id, lastStep: { lt: step } },
      data: { lastStep: step, lastUsedAt: await dbNow(keeper.db) },
    })
    if (count === 1) return true
  }
  return false
}

/** A secret that cannot be opened shows no code; the log says why. */
async function findStepOf(
  { vault, log }: Keeper,
  tx: Tx,
  app: StoredApp,
  code: string,
): Promise<number | null> {
  const opened = await tryOpen(vault, app.secretSealed, secretPlace(app.id))
  if (opened.kind === "shut") {
    log.error({ event: "code_app_shut", code: opened.error.code, keyId: opened.keyId })
    return null
  }
  const at = await dbNow(tx)
  return findStep(code, { secret: opened.value, at, after: app.lastStep })
}

function secretPlace(appId: string): Place {
  return { column: "CodeApp.secret", row: appId }
}

const SECRET = { id: true, secretSealed: true, lastStep: true } as const

type StoredApp = { id: string; secretSealed: string; lastStep: number }
type StartedApp =
  | { kind: "app_started"; appId: string; secret: string; uri: string }
  | { kind: "full" }
type AddedApp = Awaited<ReturnType<typeof storeFactor>> | { kind: "wrong_proof" }
