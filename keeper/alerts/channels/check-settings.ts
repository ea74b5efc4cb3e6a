import type { Keeper } from "@/keeper/keeper"
import { findMailServer } from "@/keeper/mail/mail-server"
import { findTarget } from "@/keeper/outgoing/target"
import type { AlertOutput, ChannelSettings } from "@/lib/contract/alert-operations"

/**
 * Why these settings may not be used, or null. The look-up of the host here only gives the owner an early
 * answer: the check at every connect is what protects.
 */
export async function findRefusal(
  keeper: Keeper,
  settings: ChannelSettings,
): Promise<Refusal | null> {
  if (settings.kind === "email") {
    return (await findMailServer(keeper.db)) === null ? "mail_server_needed" : null
  }
  const { protocol, hostname } = new URL(settings.url)
  if (protocol !== "https:" && !keeper.alerts.allowPrivateTargets) return "https_needed"
  const target = await findTarget(hostname, keeper.alerts)
  return target.kind === "refused" ? "private_address" : null
}

export type Refusal = Extract<AlertOutput<"addAlertChannel">, { kind: "refused" }>["why"]
