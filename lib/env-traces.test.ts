import { expect, test } from "vitest"
import { readTraceSettings } from "@/lib/env"

const HERE = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector.example:4318" }

test.each([
  [{}, false],
  [HERE, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://collector.example:4318/v1/traces" }, true],
  [{ ...HERE, OTEL_TRACES_EXPORTER: "otlp" }, true],
  [{ ...HERE, OTEL_TRACES_EXPORTER: "none" }, false],
  [{ ...HERE, OTEL_SDK_DISABLED: "true" }, false],
])("with %j traces are sent: %s", (source, isOn) => {
  expect(readTraceSettings(source).isOn).toBe(isOn)
})
