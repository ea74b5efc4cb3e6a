import { CHANGED_MEANWHILE, REFUSALS } from "@/app/_words/refusal-text"

/** Why the keeper refused, in words. */
export function obstacleText(obstacle: Obstacle): string {
  return OBSTACLES[obstacle.kind]
}

const OBSTACLES = {
  ...REFUSALS,
  not_found: "The service was revoked, or an organisation you chose is gone. Reload the page.",
  forbidden: "Only admins and owners can change services. An owner can give you another role.",
  copied_database:
    "This database is a copy, so services cannot be changed. An owner can take over first.",
  changed_meanwhile: CHANGED_MEANWHILE,
  two_secrets_already: "The service already has two secrets. Remove one first.",
}

export type Obstacle = { kind: keyof typeof OBSTACLES }
