import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace-base"
import { redact } from "@/lib/log"
import { OWN } from "@/lib/trace/traced"

// Of the addresses that the framework writes into its spans, what may be a code or a token.
const ADDRESS = /target|url|path|query/
const ONE_TIME = /\/(invitations|email|connect)\/[^/?#]+/

/**
 * Takes out of each span whatever may be secret, before a processor behind it has it. The framework's own spans hold whole
 * addresses, and errors with what somebody sent.
 */
export const SPAN_CLEANER: SpanProcessor = {
  onStart: () => undefined,
  onEnd: cleanSpan,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
}

function cleanSpan(span: ReadableSpan): void {
  clean(span.attributes)
  for (const { attributes = {} } of span.events) {
    delete attributes["exception.message"]
    delete attributes["exception.stacktrace"]
    clean(attributes)
  }
  if (span.instrumentationScope.name !== OWN) delete span.status.message
}

function clean(attributes: ReadableSpan["attributes"]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value !== "string") continue
    attributes[name] = redact(ADDRESS.test(name) ? withoutSecrets(value) : value)
  }
}

function withoutSecrets(address: string): string {
  return address.replace(/[?#].*$/s, "").replace(ONE_TIME, "/$1/[redacted]")
}
