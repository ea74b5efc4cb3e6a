import { Badge, type Tone } from "@/app/_ui/content/badge"
import type { LinkStandingWord } from "@/lib/links/link-terms"
import { standingWord } from "@/lib/words/link-standing"

/** How a link stands, as a word that stands out. */
export function StandingBadge({ standing }: { standing: LinkStandingWord }) {
  return <Badge tone={TONES[standing]}>{standingWord(standing)}</Badge>
}

const TONES: Record<LinkStandingWord, Tone> = {
  made: "neutral",
  sent: "info",
  opened: "info",
  at_xero: "info",
  failed: "danger",
  declined: "warn",
  expired: "warn",
  done: "ok",
  withdrawn: "neutral",
}
