import { z } from "zod"
import { EMAIL_OPERATIONS } from "@/lib/contract/email-operations"
import { notFound } from "@/lib/contract/outcomes"
import { sent } from "@/lib/contract/sent"
import { email } from "@/lib/env-values"
import { enteredPassword } from "@/lib/members/entered-password"
import { memberName } from "@/lib/members/member-name"
import { PASSWORD_PROBLEMS } from "@/lib/members/password-terms"
import { MEMBER_ROLES } from "@/lib/members/roles"

const memberId = z.guid()
const role = z.enum(MEMBER_ROLES)
const weakPassword = z.object({
  kind: z.literal("weak_password"),
  problem: z.enum(PASSWORD_PROBLEMS),
})
const invited = z.object({
  kind: z.literal("invited"),
  /** Of the one-time link; this answer alone holds it. */
  token: z.string(),
})
const managed = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("done") }),
  z.object({ kind: z.literal("last_owner") }),
  /** The one who may use a password when nobody else may. */
  z.object({ kind: z.literal("emergency_owner") }),
  notFound,
])

/** Who may sign in, with what, and what they may do: web asks, and the keeper alone writes it. */
export const MEMBER_OPERATIONS = {
  ...EMAIL_OPERATIONS,
  /** The one-time code proves who asks. */
  claimFirstOwner: {
    role: "anyone",
    seals: false,
    sudo: "never",
    input: z.object({
      code: z.string().max(200),
      name: memberName,
      email,
      password: enteredPassword,
    }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("created"), memberId }),
      z.object({ kind: z.literal("other_code") }),
      /** There is a member already. */
      z.object({ kind: z.literal("done") }),
      weakPassword,
    ]),
  },
  /** The link's token proves who asks. */
  acceptInvitation: {
    role: "anyone",
    seals: false,
    sudo: "never",
    input: z.object({ token: z.string().max(200), name: memberName, password: enteredPassword }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("accepted"), memberId }),
      z.object({ kind: z.literal("gone") }),
      /** Only the emergency owner may use one. */
      z.object({ kind: z.literal("passwords_limited") }),
      weakPassword,
    ]),
  },
  inviteMember: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({ email, role }),
    output: z.discriminatedUnion("kind", [
      /** `mail`: how its sending went; null where there is no mail server. */
      invited.extend({ mail: sent.nullable() }),
      z.object({ kind: z.literal("already_member") }),
    ]),
  },
  issuePasswordLink: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({ memberId }),
    output: z.discriminatedUnion("kind", [invited, notFound]),
  },
  withdrawInvitation: {
    role: "owner",
    seals: false,
    sudo: "never",
    input: z.object({ invitationId: z.guid() }),
    output: z.object({ kind: z.literal("withdrawn") }),
  },
  changeRole: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({ memberId, role }),
    output: managed,
  },
  disableMember: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({ memberId }),
    output: managed,
  },
  enableMember: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({ memberId }),
    output: managed,
  },
  /** The member's own. */
  changePassword: {
    role: "viewer",
    seals: false,
    sudo: "always",
    input: z.object({ next: enteredPassword }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("password_changed"), sessionsEnded: z.number() }),
      weakPassword,
    ]),
  },
} as const

export type MemberOperationName = keyof typeof MEMBER_OPERATIONS
