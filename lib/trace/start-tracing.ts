import type { SpanProcessor } from "@opentelemetry/sdk-trace-base"
import { readTraceSettings } from "@/lib/env"
import { SPAN_CLEANER } from "@/lib/trace/clean-span"
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
  const { BatchSpanProcessor } = await import("@opentelemetry/sdk-trace-base")
  const { NodeTracerProvider } = await import("@opentelemetry/sdk-trace-node")
  const { defaultResource, resourceFromAttributes } = await import("@opentelemetry/resources")
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-http")
  const name = `${settings.serviceName}-${service}`
  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ "service.name": name })),
    spanProcessors: [SPAN_CLEANER, processor ?? new BatchSpanProcessor(new OTLPTraceExporter())],
  })
  provider.register()
  switchTracing(true)
  return {
    async stop() {
      switchTracing(false)
      await provider.shutdown()
    },
  }
}
