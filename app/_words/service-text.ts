import type { OperationOutput } from "@/lib/contract/operations"
import type { ServiceOperationName } from "@/lib/contract/service-operations"
import { formatAmount } from "@/lib/format"

/** Why the keeper did not do it, in words. */
export function obstacleText(obstacle: Obstacle): string {
  if (obstacle.kind !== "throttled") return OBSTACLES[obstacle.kind]
  const minutes = Math.ceil(obstacle.retryAfterInSeconds / 60)
  return `Too many wrong passwords. Try again in ${formatAmount(minutes, "minute")}.`
}

/** The mistake at the password's field. */
export const WRONG_PASSWORD = "This is not your password. Wrong ones count as failed sign-ins."

const OBSTACLES: Record<Exclude<Obstacle["kind"], "throttled">, string> = {
  not_found:
    "The service, or an organisation that was chosen, is gone. Load the page again to see what is there.",
  forbidden: "Only admins and owners change services. An owner can give you another role.",
  not_ready: "The keeper cannot do this right now, and nothing was changed. Try again in a moment.",
  copied_database:
    "This database is a copy, so nothing is changed in it. An owner can take over first.",
  keeper_unreachable:
    "The keeper does not answer; it may be restarting. Whether anything was done is not known: look at the services in a moment before you repeat this.",
  two_secrets_already: "It has two secrets already. Remove the one that is no longer used first.",
}

type Outcome = OperationOutput<ServiceOperationName> | { kind: "keeper_unreachable" }
export type Obstacle = Exclude<
  Outcome,
  {
    kind:
      | "created"
      | "changed"
      | "password_needed"
      | "wrong_password"
      | "secret_added"
      | "secret_removed"
      | "service_disabled"
      | "service_enabled"
      | "service_revoked"
  }
>
