import { findTarget } from "@/keeper/alerts/deliver/target"
import type { Keeper } from "@/keeper/keeper"
import type { AlertOutput, ChannelSettings } from "@/lib/contract/alert-operations"

/**
 * Why these settings may not be used, or null. The look-up of the host here only gives the owner an early
 * answer: the check at every connect is what protects. A password is sent over TLS only.
 */
export async function findRefusal(
  keeper: Keeper,
  settings: ChannelSettings,
): Promise<Refusal | null> {
  if (settings.kind === "email") {
    if (settings.security === "none" && settings.smtpName !== null) return "tls_needed"
    return judgeHost(keeper, settings.host)
  }
  const { protocol, hostname } = new URL(settings.url)
  if (protocol !== "https:" && !keeper.alerts.allowPrivateTargets) return "https_needed"
  return judgeHost(keeper, hostname)
}

async function judgeHost(keeper: Keeper, host: string): Promise<Refusal | null> {
  const target = await findTarget(host, keeper.alerts)
  return target.kind === "refused" ? "private_address" : null
}

export type Refusal = Extract<AlertOutput<"addAlertChannel">, { kind: "refused" }>["why"]
