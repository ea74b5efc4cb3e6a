import { DISK_FULL } from "@/app/_words/disk-full-text"
import { SUDO_NEEDED } from "@/app/_words/sudo-text"
import type { OperationOutput } from "@/lib/contract/operations"
import type { ServiceOperationName } from "@/lib/contract/service-operations"

/** Why the keeper refused, in words. */
export function obstacleText(obstacle: Obstacle): string {
  return OBSTACLES[obstacle.kind]
}

const OBSTACLES: Record<Obstacle["kind"], string> = {
  not_found: "The service, or an organisation you chose, no longer exists. Reload the page.",
  forbidden: "Only admins and owners can change services. An owner can give you another role.",
  sudo_needed: SUDO_NEEDED.text,
  not_ready: "The keeper cannot do this right now. Nothing has changed. Try again in a moment.",
  disk_full: DISK_FULL,
  copied_database:
    "This database is a copy, so services cannot be changed. An owner can take over first.",
  keeper_unreachable:
    "The keeper does not answer. It may be restarting, and may still have made the change. Check the services in a moment before you try again.",
  two_secrets_already: "The service already has two secrets. Remove one first.",
}

type Outcome = OperationOutput<ServiceOperationName> | { kind: "keeper_unreachable" }
export type Obstacle = Exclude<
  Outcome,
  {
    kind:
      | "created"
      | "changed"
      | "secret_added"
      | "secret_removed"
      | "service_disabled"
      | "service_enabled"
      | "service_revoked"
  }
>
