import { SUDO_NEEDED } from "@/app/_words/sudo-text"
import type { MemberOperationName } from "@/lib/contract/member-operations"
import type { OperationOutput } from "@/lib/contract/operations"
import { PASSWORD_TEXT } from "@/lib/words/password-text"

/** Why nothing changed about a member, in words. */
export function obstacleText(obstacle: Obstacle): string {
  if (obstacle.kind === "weak_password") return `This ${PASSWORD_TEXT[obstacle.problem]}.`
  return OBSTACLES[obstacle.kind]
}

const NOT_NOW = "The keeper cannot do this right now. Nothing has changed. Try again in a moment."

const OBSTACLES: Record<Exclude<Obstacle["kind"], "weak_password">, string> = {
  already_member: "A member already has this e-mail address. See the list.",
  emergency_owner:
    "This owner is the only one who may use a password. Change that in Settings, Sign-in first.",
  passwords_limited: "Passwords are switched off here. Use single sign-on.",
  last_owner: "This is the last owner. Make someone else an owner first.",
  not_found: "This member no longer exists. Reload the page.",
  forbidden: "Your role does not allow this. An owner can give you another role.",
  sudo_needed: SUDO_NEEDED.text,
  not_ready: NOT_NOW,
  copied_database: NOT_NOW,
  keeper_unreachable:
    "The keeper does not answer. It may be restarting, and may still have made the change. Look again in a moment.",
}

type Outcome = OperationOutput<MemberOperationName> | { kind: "keeper_unreachable" }
type Obstacle = Exclude<
  Outcome,
  {
    kind:
      | "created"
      | "other_code"
      | "accepted"
      | "gone"
      | "invited"
      | "withdrawn"
      | "done"
      | "password_changed"
  }
>
