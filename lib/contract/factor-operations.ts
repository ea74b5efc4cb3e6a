import { z } from "zod"
import { by, kind } from "@/lib/contract/operation"
import { notFound } from "@/lib/contract/outcomes"
import { createdPasskey, creationOptions, requestOptions } from "@/lib/contract/passkey-shapes"
import { memberName } from "@/lib/members/member-name"
import { MEMBER_ROLES } from "@/lib/members/roles"

export const enteredCode = z.string().min(1).max(100)
/** The code or the passkey's answer does not hold. */
export const wrongProof = kind("wrong_proof")
/** For `navigator.credentials.get`. */
export const passkeyAsked = kind("asked", { options: requestOptions })
/** For `navigator.credentials.create`. */
export const passkeyStarted = kind("started", { options: creationOptions })
/** The secret, and the text of a QR code that holds it; this answer alone has them. */
export const appStarted = kind("app_started", {
  appId: z.guid(),
  secret: z.string(),
  uri: z.string(),
})
/** `recoveryCodes`: made with a member's first second factor, and held by this answer alone; null with a further one. */
export const factorAdded = kind("added", {
  recoveryCodes: z.array(z.string()).nullable(),
})
/** The session, its sudo or the second step ended meanwhile. */
export const over = kind("over")
/** The member has as many as one may have. */
export const full = kind("full")
export const newPasskey = z.object({ name: memberName, response: createdPasskey })
export const newApp = z.object({ appId: z.guid(), name: memberName, code: enteredCode })

/** Second factors of those who are signed in: the keeper makes, seals, checks and removes them. */
export const FACTOR_OPERATIONS = {
  startPasskey: by("viewer", { seals: false, sudo: "always" }).output(passkeyStarted, full),
  addPasskey: by("viewer", { seals: false, sudo: "always" })
    .input(newPasskey)
    .output(factorAdded, wrongProof, over, full),
  startCodeApp: by("viewer", { seals: true, sudo: "always" }).output(appStarted, full),
  addCodeApp: by("viewer", { seals: false, sudo: "always" })
    .input(newApp)
    .output(factorAdded, wrongProof, over, full),
  removeFactor: by("viewer", { seals: false, sudo: "always" })
    .input(z.object({ what: z.enum(["passkey", "code_app"]), factorId: z.guid() }))
    .output(
      kind("removed"),
      /** The member could not sign in any more. */
      kind("last_way"),
      notFound,
    ),
  makeRecoveryCodes: by("viewer", { seals: false, sudo: "always" }).output(
    kind("made", { recoveryCodes: z.array(z.string()) }),
    /** Without a second factor there is nothing to recover. */
    notFound,
  ),
  /** Takes all second factors from a member who has lost theirs. */
  removeFactorsOf: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ memberId: z.guid() }))
    .output(kind("removed"), notFound),
  /** Members of this role and of those above need a second factor from their next sign-in on; null: nobody. */
  requireSecondFactor: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ of: z.enum(MEMBER_ROLES).nullable() }))
    .output(kind("required")),
} as const
