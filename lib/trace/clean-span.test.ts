import { SpanStatusCode } from "@opentelemetry/api"
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base"
import { expect, test } from "vitest"
import { SPAN_CLEANER } from "@/lib/trace/clean-span"

const TOKEN = "k".repeat(43)
const spans = new InMemorySpanExporter()
const provider = new BasicTracerProvider({
  spanProcessors: [SPAN_CLEANER, new SimpleSpanProcessor(spans)],
})

test.each([
  ["/xero/callback?code=a-code&state=a-state", "/xero/callback"],
  [`/invitations/${TOKEN}`, "/invitations/[redacted]"],
  [`/email/${TOKEN}?a=b`, "/email/[redacted]"],
  [`/connect/${TOKEN}`, "/connect/[redacted]"],
  ["/organisations?q=maple", "/organisations"],
])("the framework's span for %s keeps of its address %s", (target, kept) => {
  expect(attributesOf({ "http.method": "GET", "http.target": target })).toEqual({
    "http.method": "GET",
    "http.target": kept,
  })
})

test("of an error a span keeps its type, and none of its words", () => {
  spans.reset()
  const span = provider.getTracer("next.js").startSpan("render")
  span.recordException(new TypeError(`no such token: ${TOKEN}`))
  span.setStatus({ code: SpanStatusCode.ERROR, message: `no such token: ${TOKEN}` })
  span.end()
  const [seen] = spans.getFinishedSpans()
  expect(seen?.events[0]?.attributes).toEqual({ "exception.type": "TypeError" })
  expect(seen?.status).toEqual({ code: SpanStatusCode.ERROR })
})

function attributesOf(attributes: Record<string, string>) {
  spans.reset()
  provider.getTracer("next.js").startSpan("GET", { attributes }).end()
  return spans.getFinishedSpans()[0]?.attributes
}
