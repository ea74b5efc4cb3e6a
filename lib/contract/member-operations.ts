import { z } from "zod"
import { EMAIL_OPERATIONS } from "@/lib/contract/email-operations"
import { by, kind } from "@/lib/contract/operation"
import { changedMeanwhile, notFound } from "@/lib/contract/outcomes"
import { sent } from "@/lib/contract/sent"
import { email } from "@/lib/env-values"
import { enteredPassword } from "@/lib/members/entered-password"
import { memberName } from "@/lib/members/member-name"
import { PASSWORD_PROBLEMS } from "@/lib/members/password-terms"
import { MEMBER_ROLES } from "@/lib/members/roles"

const memberId = z.guid()
const role = z.enum(MEMBER_ROLES)
const weakPassword = kind("weak_password", {
  problem: z.enum(PASSWORD_PROBLEMS),
})
const invited = kind("invited", {
  /** Of the one-time link; this answer alone holds it. */
  token: z.string(),
})
const managed = [
  kind("done"),
  kind("last_owner"),
  /** The one who may use a password when nobody else may. */
  kind("emergency_owner"),
  notFound,
  changedMeanwhile,
] as const

/** Who may sign in, with what, and what they may do: web asks, and the keeper alone writes it. */
export const MEMBER_OPERATIONS = {
  ...EMAIL_OPERATIONS,
  /** The one-time code proves who asks. */
  claimFirstOwner: by("anyone", { seals: false, sudo: "never" })
    .input(
      z.object({
        code: z.string().max(200),
        name: memberName,
        email,
        password: enteredPassword,
      }),
    )
    .output(
      kind("created", { memberId }),
      kind("other_code"),
      /** There is a member already. */
      kind("done"),
      weakPassword,
    ),
  /** The link's token proves who asks. */
  acceptInvitation: by("anyone", { seals: false, sudo: "never" })
    .input(z.object({ token: z.string().max(200), name: memberName, password: enteredPassword }))
    .output(
      kind("accepted", { memberId }),
      kind("gone"),
      /** Only the emergency owner may use one. */
      kind("passwords_limited"),
      weakPassword,
    ),
  inviteMember: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ email, role }))
    .output(
      /** `mail`: how its sending went; null where there is no mail server. */
      invited.extend({ mail: sent.nullable() }),
      kind("already_member"),
    ),
  issuePasswordLink: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ memberId }))
    .output(invited, notFound),
  withdrawInvitation: by("owner", { seals: false, sudo: "never" })
    .input(z.object({ invitationId: z.guid() }))
    .output(kind("withdrawn")),
  /** `seen`: the role that the form showed. */
  changeRole: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ memberId, role, seen: role.optional() }))
    .output(...managed),
  disableMember: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ memberId }))
    .output(...managed),
  enableMember: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ memberId }))
    .output(...managed),
  /** The member's own. */
  changePassword: by("viewer", { seals: false, sudo: "always" })
    .input(z.object({ next: enteredPassword }))
    .output(kind("password_changed", { sessionsEnded: z.number() }), weakPassword),
} as const

export type MemberOperationName = keyof typeof MEMBER_OPERATIONS
