import { CHANGED_MEANWHILE, REFUSALS } from "@/app/_words/refusal-text"
import { formatWait } from "@/lib/format"

/** Why nothing changed about a link, in words. */
export function linkAnswerText(obstacle: LinkObstacle): string {
  return OBSTACLES[obstacle]
}

/** So many were sent within an hour that no further e-mail goes out for now. */
export function throttledText({ retryAfterInSeconds }: { retryAfterInSeconds: number }): string {
  return `Nothing was sent: you have sent too many links within an hour. Try again in ${formatWait(retryAfterInSeconds)}.`
}

const OBSTACLES = {
  ...REFUSALS,
  changed_meanwhile: CHANGED_MEANWHILE,
  not_found: "This no longer exists. Reload the page.",
  link_over: "This link is done, declined or withdrawn, so there is nothing to change.",
  origin_not_listed:
    "An owner has to list this site under Settings, Links, before people may be sent there.",
  too_large: "The picture is larger than 100 KB. Make it smaller.",
  not_a_picture:
    "This is not a PNG, JPEG or WebP picture. Other formats, such as SVG, can hold more than a picture.",
  forbidden: "Only admins and owners can do this. An owner can give you another role.",
  copied_database: "This database is a copy, so no links work. An owner can take over first.",
} as const

export type LinkObstacle = keyof typeof OBSTACLES
