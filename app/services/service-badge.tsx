import { CircleCheck, CirclePause, CircleX, Hourglass, type LucideIcon } from "lucide-react"
import { Badge, type Tone } from "@/app/_ui/content/badge"
import type { ServiceState } from "@/lib/services/service-state"

const LOOKS: Record<ServiceState, { tone: Tone; icon: LucideIcon; word: string }> = {
  active: { tone: "ok", icon: CircleCheck, word: "Active" },
  disabled: { tone: "warn", icon: CirclePause, word: "Disabled" },
  expired: { tone: "danger", icon: Hourglass, word: "Expired" },
  revoked: { tone: "neutral", icon: CircleX, word: "Revoked" },
}

/** A service's state: its word with its colour and icon. */
export function ServiceBadge({ state }: { state: ServiceState }) {
  const { tone, icon: Icon, word } = LOOKS[state]
  return (
    <Badge tone={tone} icon={Icon}>
      {word}
    </Badge>
  )
}

/** The word for a state. */
export function stateWord(state: ServiceState): string {
  return LOOKS[state].word
}
