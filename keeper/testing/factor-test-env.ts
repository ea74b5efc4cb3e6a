import { TOTP } from "otpauth"
import type { Keeper } from "@/keeper/keeper"
import { addPasskey, startPasskey } from "@/keeper/members/factors/add-passkey"
import { addCodeApp, startCodeApp } from "@/keeper/members/factors/code-apps"
import { startSecondStep } from "@/keeper/members/factors/second-step"
import { createPasskeyDevice, type PasskeyDevice } from "@/keeper/testing/passkey-device"
import { openProvenSession } from "@/keeper/testing/sessions"
import { hashPassword } from "@/lib/members/password"
import type { MemberRole } from "@/lib/members/roles"

export const PASSWORD = "a long enough password"
const STEP_IN_MILLISECONDS = 30_000

/** A member with a password, signed in and with sudo. */
export async function addProvenMember(
  { db }: Keeper,
  role: MemberRole = "admin",
): Promise<ProvenMember> {
  passwordHash ??= hashPassword(PASSWORD)
  const { id: memberId } = await db.member.create({
    data: {
      email: `${crypto.randomUUID()}@tenantry.example`,
      name: "Mia Member",
      role,
      passwordHash: await passwordHash,
    },
    select: { id: true },
  })
  return { memberId, sessionId: await openProvenSession({ db, memberId }) }
}

/** Adds a passkey; returns the device that holds it. */
export async function addDevice(
  keeper: Keeper,
  member: ProvenMember,
  name = "Laptop",
): Promise<PasskeyDevice> {
  const device = createPasskeyDevice(keeper.appUrl)
  const started = await startPasskey(keeper, member)
  if (started.kind !== "started") throw new Error(started.kind)
  const response = device.make(started.options)
  const added = await addPasskey(keeper, member, { name, response })
  if (added.kind !== "added") throw new Error(added.kind)
  return device
}

/** Adds an authenticator app with the code of now; returns its secret. */
export async function addApp(
  keeper: Keeper,
  member: ProvenMember,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  const started = await startCodeApp(keeper, member)
  if (started.kind !== "app_started") throw new Error(started.kind)
  const { appId, secret } = started
  const confirmed = { appId, name: "Phone", code: codeOf(secret) }
  const added = await addCodeApp(keeper, member, confirmed)
  if (added.kind !== "added") throw new Error(added.kind)
  return { secret, recoveryCodes: added.recoveryCodes ?? [] }
}

/** Gives the password; returns the token of the second step. */
export async function enterPassword(keeper: Keeper, memberId: string): Promise<string> {
  const started = await startSecondStep(keeper, { memberId, password: PASSWORD })
  if (started.kind !== "step_started") throw new Error(started.kind)
  return started.token
}

/** What the app shows, `aside` steps of 30 s from now. */
export function codeOf(secret: string, aside = 0): string {
  const timestamp = Date.now() + aside * STEP_IN_MILLISECONDS
  return new TOTP({ secret }).generate({ timestamp })
}

/** Lets the code of now count again, as if it were the next one. */
export async function forgetCodes({ db }: Keeper): Promise<void> {
  await db.codeApp.updateMany({ data: { lastStep: 0 } })
}

let passwordHash: Promise<string> | undefined

export type ProvenMember = { memberId: string; sessionId: string }
