import { DISK_FULL } from "@/app/_words/disk-full-text"
import { SUDO_NEEDED } from "@/app/_words/sudo-text"
import type { MemberOperationName } from "@/lib/contract/member-operations"
import type { OperationOutput } from "@/lib/contract/operations"
import { formatWait } from "@/lib/format"
import { PASSWORD_TEXT } from "@/lib/words/password-text"
import { outcomeText } from "@/web/words/delivery-outcome-text"

/** Why nothing changed about a member, in words. */
export function obstacleText(obstacle: Obstacle): string {
  if (obstacle.kind === "weak_password") return `This ${PASSWORD_TEXT[obstacle.problem]}.`
  if (obstacle.kind === "link_not_sent") return linkText(obstacle)
  if (obstacle.kind === "throttled") {
    return `You have just asked for a link. Ask again in ${formatWait(obstacle.retryAfterInSeconds)}.`
  }
  return OBSTACLES[obstacle.kind]
}

const NOT_NOW = "The keeper cannot do this right now. Nothing has changed. Try again in a moment."

function linkText({ outcome, evidence }: LinkNotSent): string {
  return `The link could not be sent to this address. The mail server: ${outcomeText(outcome, evidence)}. Ask an owner to confirm the address in Settings, Members.`
}

const OBSTACLES: Record<Exclude<Obstacle["kind"], Told>, string> = {
  already_member: "A member already has this e-mail address. See the list.",
  email_taken: "A member already has this e-mail address.",
  emergency_owner:
    "This owner is the only one who may use a password. Change that in Settings, Sign-in first.",
  passwords_limited: "Passwords are switched off here. Use single sign-on.",
  last_owner: "This is the last owner. Make someone else an owner first.",
  not_found: "This member no longer exists. Reload the page.",
  forbidden: "Your role does not allow this. An owner can give you another role.",
  sudo_needed: SUDO_NEEDED.text,
  not_ready: NOT_NOW,
  disk_full: DISK_FULL,
  copied_database: NOT_NOW,
  keeper_unreachable:
    "The keeper does not answer. It may be restarting, and may still have made the change. Look again in a moment.",
}

type Told = "weak_password" | "link_not_sent" | "throttled"
type LinkNotSent = { outcome: string; evidence: string | null }
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
      | "email_changed"
      | "link_sent"
      | "owner_needed"
  }
>
