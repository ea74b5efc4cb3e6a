import { CHANGED_MEANWHILE, REFUSALS } from "@/app/_words/refusal-text"
import { formatWait } from "@/lib/format"
import type { PasswordProblem } from "@/lib/members/password-terms"
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

function linkText({ outcome, evidence }: LinkNotSent): string {
  return `The link could not be sent to this address. The mail server: ${outcomeText(outcome, evidence)}. Ask an owner to confirm the address in Settings, Members.`
}

const OBSTACLES = {
  ...REFUSALS,
  changed_meanwhile: CHANGED_MEANWHILE,
  already_member: "A member already has this e-mail address. See the list.",
  email_taken: "A member already has this e-mail address.",
  emergency_owner:
    "This owner is the only one who may use a password. Change that in Settings, Sign-in first.",
  passwords_limited: "Passwords are switched off here. Use single sign-on.",
  last_owner: "This is the last owner. Make someone else an owner first.",
  not_found: "This member no longer exists. Reload the page.",
  forbidden: "Your role does not allow this. An owner can give you another role.",
  copied_database: REFUSALS.not_ready,
}

type LinkNotSent = { kind: "link_not_sent"; outcome: string; evidence: string | null }
type Obstacle =
  | { kind: keyof typeof OBSTACLES }
  | { kind: "weak_password"; problem: PasswordProblem }
  | { kind: "throttled"; retryAfterInSeconds: number }
  | LinkNotSent
