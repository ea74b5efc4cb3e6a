import type { SpanProcessor } from "@opentelemetry/sdk-trace-base"
import { readTraceSettings } from "@/lib/env"
import { switchTracing } from "@/lib/trace/traced"

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
      await provider.shutdown()
    },
  }
}
