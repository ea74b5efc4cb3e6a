import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http"
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources"
import { BatchSpanProcessor, type SpanProcessor } from "@opentelemetry/sdk-trace-base"
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node"
import { SPAN_CLEANER } from "@/lib/trace/clean-span"

/**
 * OpenTelemetry's SDK, loaded only where somebody wants traces. The packages are imported here by name: a bundle gives what is
 * imported while it runs, in the old format, only as a whole.
 */
export function openProvider(serviceName: string, processor?: SpanProcessor): NodeTracerProvider {
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(detectResources({ detectors: [envDetector] }))
      .merge(resourceFromAttributes({ "service.name": serviceName })),
    spanProcessors: [SPAN_CLEANER, processor ?? new BatchSpanProcessor(new OTLPTraceExporter())],
  })
  provider.register()
  return provider
}
