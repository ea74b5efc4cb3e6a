import {
  CircleCheck,
  CirclePause,
  CloudOff,
  Hourglass,
  KeyRound,
  type LucideIcon,
  Minus,
  Unplug,
} from "lucide-react"
import { Badge, type Tone } from "@/app/_ui/content/badge"

// Red asks for a person, amber soon will, blue passes by itself, grey rests.
const LOOKS: Record<StatusLook, { tone: Tone; icon: LucideIcon }> = {
  healthy: { tone: "ok", icon: CircleCheck },
  expiring_soon: { tone: "warn", icon: Hourglass },
  reconnect_needed: { tone: "danger", icon: KeyRound },
  disconnected_in_xero: { tone: "danger", icon: Unplug },
  xero_not_answering: { tone: "info", icon: CloudOff },
  paused: { tone: "warn", icon: CirclePause },
  removed: { tone: "neutral", icon: Minus },
}

/** An organisation's status: its word, in the colour and with the sign that always mean the same. */
export function StatusBadge({ status, word }: { status: StatusLook; word: string }) {
  const { tone, icon: Icon } = LOOKS[status]
  return (
    <Badge tone={tone} icon={Icon}>
      {word}
    </Badge>
  )
}

/** The sign alone, for a tile that says the word itself. */
export function StatusSign({ status }: { status: StatusLook }) {
  const { tone, icon: Icon } = LOOKS[status]
  return <Icon className={SIGN_COLOURS[tone]} />
}

const SIGN_COLOURS: Record<Tone, string> = {
  neutral: "text-muted",
  ok: "text-ok",
  warn: "text-warn",
  danger: "text-danger",
  info: "text-info",
}

export type StatusLook =
  | "healthy"
  | "expiring_soon"
  | "reconnect_needed"
  | "disconnected_in_xero"
  | "xero_not_answering"
  | "paused"
  | "removed"
