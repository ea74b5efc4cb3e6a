import { z } from "zod"
import { notFound } from "@/lib/contract/outcomes"
import { createdPasskey, creationOptions, requestOptions } from "@/lib/contract/passkey-shapes"
import { memberName } from "@/lib/members/member-name"
import { MEMBER_ROLES } from "@/lib/members/roles"

export const enteredCode = z.string().min(1).max(100)
/** The code or the passkey's answer does not hold. */
export const wrongProof = z.object({ kind: z.literal("wrong_proof") })
/** For `navigator.credentials.get`. */
export const passkeyAsked = z.object({ kind: z.literal("asked"), options: requestOptions })
/** For `navigator.credentials.create`. */
export const passkeyStarted = z.object({ kind: z.literal("started"), options: creationOptions })
/** The secret, and the text of a QR code that holds it; this answer alone has them. */
export const appStarted = z.object({
  kind: z.literal("app_started"),
  appId: z.guid(),
  secret: z.string(),
  uri: z.string(),
})
/** `recoveryCodes`: made with a member's first second factor, and held by this answer alone; null with a further one. */
export const factorAdded = z.object({
  kind: z.literal("added"),
  recoveryCodes: z.array(z.string()).nullable(),
})
/** The session, its sudo or the second step ended meanwhile. */
export const over = z.object({ kind: z.literal("over") })
/** The member has as many as one may have. */
export const full = z.object({ kind: z.literal("full") })
export const newPasskey = z.object({ name: memberName, response: createdPasskey })
export const newApp = z.object({ appId: z.guid(), name: memberName, code: enteredCode })

/** Second factors of those who are signed in: the keeper makes, seals, checks and removes them. */
export const FACTOR_OPERATIONS = {
  startPasskey: {
    role: "viewer",
    seals: false,
    sudo: "always",
    input: z.object({}),
    output: z.discriminatedUnion("kind", [passkeyStarted, full]),
  },
  addPasskey: {
    role: "viewer",
    seals: false,
    sudo: "always",
    input: newPasskey,
    output: z.discriminatedUnion("kind", [factorAdded, wrongProof, over, full]),
  },
  startCodeApp: {
    role: "viewer",
    seals: true,
    sudo: "always",
    input: z.object({}),
    output: z.discriminatedUnion("kind", [appStarted, full]),
  },
  addCodeApp: {
    role: "viewer",
    seals: false,
    sudo: "always",
    input: newApp,
    output: z.discriminatedUnion("kind", [factorAdded, wrongProof, over, full]),
  },
  removeFactor: {
    role: "viewer",
    seals: false,
    sudo: "always",
    input: z.object({ what: z.enum(["passkey", "code_app"]), factorId: z.guid() }),
    output: z.discriminatedUnion("kind", [z.object({ kind: z.literal("removed") }), notFound]),
  },
  makeRecoveryCodes: {
    role: "viewer",
    seals: false,
    sudo: "always",
    input: z.object({}),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("made"), recoveryCodes: z.array(z.string()) }),
      /** Without a second factor there is nothing to recover. */
      notFound,
    ]),
  },
  /** Takes all second factors from a member who has lost theirs. */
  removeFactorsOf: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({ memberId: z.guid() }),
    output: z.discriminatedUnion("kind", [z.object({ kind: z.literal("removed") }), notFound]),
  },
  /** Members of this role and of those above need a second factor from their next sign-in on; null: nobody. */
  requireSecondFactor: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({ of: z.enum(MEMBER_ROLES).nullable() }),
    output: z.object({ kind: z.literal("required") }),
  },
} as const
