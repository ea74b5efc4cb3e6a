import type { Keeper } from "@/keeper/keeper"
import { lockActing } from "@/keeper/members/hold-acting"
import { type Admitted, admit } from "@/keeper/sso/admit"
import { atStrangersPace } from "@/keeper/sso/at-strangers-pace"
import { addIdentity, findIdentity } from "@/keeper/sso/identities"
import { CLOCK_TOLERANCE_IN_SECONDS } from "@/keeper/sso/issuer/judge-token"
import { judgeCallback } from "@/keeper/sso/judge-callback"
import { comesFirst } from "@/keeper/sso/once"
import { objectionTo, type Person, personOf } from "@/keeper/sso/person"
import { type Refused, refused } from "@/keeper/sso/refused"
import type { Sso } from "@/keeper/sso/settings/read-sso"
import { type Aim, isOf, openTrip, type Trip } from "@/keeper/sso/trip"
import { storeProof } from "@/keeper/sudo/store-proof"
import { noteRefusal } from "@/lib/audit/note-refusal"
import { recordRefusal } from "@/lib/audit/record-refusal"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { SsoRefusal } from "@/lib/contract/sso-operations"
import type { Db, Tx } from "@/lib/db/create-db"
import type { Acting } from "@/lib/members/sudo"

/**
 * Handles what comes back from the issuer: matches it to a trip of this browser, uses that up, has the code exchanged, and
 * judges who came, at the pace of strangers where that is to sign them in. What it refuses is an event.
 */
export async function completeSso(
  keeper: Keeper,
  acting: Acting,
  input: OperationInput<"completeSso">,
): Promise<Completed> {
  const trip = await openTrip(keeper, input)
  if (trip === null) {
    noteStranger(keeper.db, "not_begun_here")
    return { ...refused("not_begun_here"), purpose: "sign_in", path: "" }
  }
  const work = () => complete(keeper, trip, { acting, ...input })
  const isStranger = trip.aim.purpose === "sign_in"
  const outcome = await (isStranger ? atStrangersPace(keeper, work) : work())
  if (outcome.kind !== "refused") return outcome
  keeper.log.warn({ event: "sso_refused", reason: outcome.reason, purpose: trip.aim.purpose })
  return { ...outcome, purpose: trip.aim.purpose, path: pathOf(trip.aim) }
}

async function complete(keeper: Keeper, trip: Trip, input: Callback): Promise<Outcome> {
  const { db } = keeper
  const judged = await judge(keeper, trip, input)
  if (judged.kind === "refused") {
    await recordJudged(db, trip.aim, judged.reason)
    return judged
  }
  const person = personOf(judged.claims, judged.sso)
  const arrived = { person, sso: judged.sso, trip }
  return db.$transaction((tx) => finish(tx, trip.aim, arrived))
}

async function judge(keeper: Keeper, trip: Trip, input: Callback) {
  if (!isOf(trip, input.acting)) return refused("signed_out")
  if (input.cameTwice) return refused("value_twice")
  const once = { what: ["state", trip.state], expiresAt: trip.expiresAt }
  if (!(await comesFirst(keeper.db, once))) return refused("came_again")
  return judgeCallback(keeper, trip, input)
}

/** Whoever thinks better of it is refused nothing. */
async function recordJudged(on: Db, aim: Aim, reason: SsoRefusal): Promise<void> {
  if (reason === "cancelled") return
  if (aim.purpose === "sign_in") return noteStranger(on, reason)
  await recordOfMember(on, aim, reason)
}

function noteStranger(db: Db, reason: SsoRefusal): void {
  noteRefusal(db, { kind: "member.sign_in_refused", detail: { reason, by: "issuer" } })
}

async function recordOfMember(tx: Tx, aim: MemberAim, reason: SsoRefusal): Promise<void> {
  const kind = aim.purpose === "prove" ? "member.proof_refused" : "member.identity_refused"
  const detail = { reason, by: "issuer" }
  await recordRefusal(tx, { kind, memberId: aim.memberId, detail })
}

async function finish(tx: Tx, aim: Aim, arrived: Arrived): Promise<Outcome> {
  if (aim.purpose === "sign_in") return signIn(tx, aim, arrived)
  const outcome = await (aim.purpose === "prove" ? prove : add)(tx, aim, arrived)
  if (outcome.kind === "refused") await recordOfMember(tx, aim, outcome.reason)
  return outcome
}

async function signIn(tx: Tx, aim: SignInAim, arrived: Arrived): Promise<Outcome> {
  const { person, sso } = arrived
  const admitted: Admitted = await admit(tx, sso, { person, invitation: aim.invitation })
  if (admitted.kind === "refused") {
    const { reason, memberId } = admitted
    const detail = { reason, by: "issuer" }
    await recordRefusal(tx, { kind: "member.sign_in_refused", memberId, detail })
    return { kind: "refused", reason }
  }
  const { memberId, identityId } = admitted
  return { kind: "signed_in", memberId, identityId, sid: person.sid, path: aim.path }
}

/** The very person must have given their credentials since the trip began (OpenID Connect Core §3.1.2.1, `max_age`). */
async function prove(tx: Tx, acting: Acting, arrived: Arrived): Promise<Outcome> {
  const { memberId } = acting
  const { person, trip } = arrived
  const since = trip.beganAt / 1_000 - CLOCK_TOLERANCE_IN_SECONDS
  const isFresh = person.authenticatedAt !== null && person.authenticatedAt >= since
  const isSame = (await findIdentity(tx, person))?.memberId === memberId
  if (!isSame) return refused("other_person")
  if (!isFresh) return refused("not_fresh")
  await storeProof(tx, acting, "issuer")
  return { kind: "proven" }
}

async function add(tx: Tx, acting: Acting, { person, sso }: Arrived): Promise<Outcome> {
  const { memberId } = acting
  // The trip took its time: sudo or the session may have ended since it began, also while the code was exchanged.
  if ((await lockActing(tx, acting)) !== null) return refused("proof_over")
  const objection = objectionTo(person, sso)
  if (objection !== null) return refused(objection)
  const known = await findIdentity(tx, person)
  if (known !== null && known.memberId !== memberId) return refused("identity_taken")
  if (known === null) await addIdentity(tx, { person, ...acting, by: "signed_in" })
  return { kind: "added" }
}

function pathOf(aim: Aim): string {
  return aim.purpose === "sign_in" ? aim.path : ""
}

type Callback = OperationInput<"completeSso"> & { acting: Acting }
type SignInAim = Extract<Aim, { purpose: "sign_in" }>
type MemberAim = Exclude<Aim, SignInAim>
type Arrived = { person: Person; sso: Sso; trip: Trip }
type Completed = OperationOutput<"completeSso">
type Outcome = Extract<Completed, { kind: "signed_in" | "proven" | "added" }> | Refused
