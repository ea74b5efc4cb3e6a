import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base"
import { build } from "esbuild"
import { expect, test } from "vitest"
import { BUNDLING } from "./bundle"

test("traces work in a bundle, too, where packages in the old format are loaded on demand", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tenantry-bundle-"))
  await build({ ...BUNDLING, entryPoints: ["lib/trace/start-tracing.ts"], outdir: folder })
  const file = pathToFileURL(join(folder, "start-tracing.mjs")).href
  const { startTracing } = await import(/* @vite-ignore */ file)
  const tracing = await startTracing("web", new SimpleSpanProcessor(new InMemorySpanExporter()))
  expect(tracing).not.toBeNull()
  await tracing.stop()
  await rm(folder, { recursive: true })
})
