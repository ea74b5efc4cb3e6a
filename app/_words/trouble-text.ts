import type { BannerTone } from "@/app/_ui/content/banner"
import type { XeroTrouble } from "@/lib/contract/outcomes"

/** How trouble with Xero is headed, wherever it is told. What it means depends on what was asked. */
export const TROUBLE_HEADS: Record<XeroTrouble, { tone: BannerTone; title: string }> = {
  not_sent: { tone: "warning", title: "Xero could not be reached" },
  unknown: { tone: "warning", title: "Xero did not give a usable answer" },
  throttled: { tone: "info", title: "Xero is limiting requests" },
  app_fault: { tone: "danger", title: "Xero refuses this app's client id or secret" },
  protocol: { tone: "danger", title: "Xero's answer was incomplete" },
}
