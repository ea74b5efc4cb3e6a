import { setTimeout as sleep } from "node:timers/promises"
import type { SpanProcessor } from "@opentelemetry/sdk-trace-base"
import { readTraceSettings } from "@/lib/env"
import { switchTracing } from "@/lib/trace/traced"

// A collector that hangs must not hold up the end of a process.
const LONGEST_LAST_SEND_IN_MS = 2_000

/**
 * Sends traces to where OpenTelemetry's own variables say (`OTEL_EXPORTER_OTLP_ENDPOINT` and the others that its SDK reads);
 * without them nothing is loaded and nothing traced. Returns what sends the last of them, or null.
 */
export async function startTracing(
  service: "web" | "keeper",
  processor?: SpanProcessor,
): Promise<{ stop(): Promise<void> } | null> {
  const settings = readTraceSettings()
  if (processor === undefined && !settings.isOn) return null
  const { openProvider } = await import("@/lib/trace/open-provider")
  const provider = openProvider(`${settings.serviceName}-${service}`, processor)
  switchTracing(true)
  return {
    async stop() {
      switchTracing(false)
      await Promise.race([
        provider.shutdown(),
        sleep(LONGEST_LAST_SEND_IN_MS, null, { ref: false }),
      ])
    },
  }
}
