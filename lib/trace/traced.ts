import {
  type Attributes,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api"
import { kindOf } from "@/lib/log"

/** Kept where every copy of this file finds it: the framework bundles one of its own. */
const SWITCH = Symbol.for("tenantry.tracing")
const kept = globalThis as { [SWITCH]?: boolean }

/** Who begins the spans of this product itself. */
export const OWN = "tenantry"

export function isTracing(): boolean {
  return kept[SWITCH] === true
}

export function switchTracing(on: boolean): void {
  kept[SWITCH] = on
}

/** Runs `work` as one span; just runs it while nobody traces. Attributes hold names and counts, never a token or what somebody typed. */
export function traced<T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  if (!isTracing()) return work()
  const options = { attributes, kind: SpanKind.CLIENT }
  return tracer().startActiveSpan(name, options, (span) =>
    work()
      .catch((cause: unknown) => {
        span.setStatus({ code: SpanStatusCode.ERROR, message: kindOf(cause) })
        throw cause
      })
      .finally(() => span.end()),
  )
}

/** A span within the one under way, whose end somebody else tells; null while nobody traces or none is. */
export function beginSpan(name: string, attributes: Attributes): Span | null {
  const isWithin = isTracing() && trace.getActiveSpan() !== undefined
  return isWithin ? tracer().startSpan(name, { attributes, kind: SpanKind.CLIENT }) : null
}

/** The headers by which another process goes on with this trace (W3C Trace Context). */
export function traceHeaders(): Record<string, string> {
  const headers = {}
  if (isTracing()) propagation.inject(context.active(), headers)
  return headers
}

/** Runs `work` in the trace that the headers of a request name. */
export function inTraceOf<T>(headers: object, work: () => Promise<T>): Promise<T> {
  if (!isTracing()) return work()
  return context.with(propagation.extract(context.active(), headers), work)
}

function tracer() {
  return trace.getTracer(OWN)
}
