import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { PrismaPg } from "@prisma/adapter-pg"
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils"
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg"
import {
  type SchemaEngine,
  __wbg_set_wasm as setWasm,
} from "@prisma/schema-engine-wasm/schema_engine_bg"
import type { PoolConfig } from "pg"

const require = createRequire(import.meta.url)

/**
 * Prisma's own migration engine as WebAssembly over the pg driver, because the native one is a download that closed
 * networks refuse. `run` gets the engine; its one connection closes when idle.
 */
export async function withSchemaEngine<T>(
  database: PoolConfig,
  run: (engine: SchemaEngine, schema: { path: string; content: string }) => Promise<T>,
): Promise<T> {
  loaded ??= loadWasm()
  await loaded
  const path = "prisma/schema.prisma"
  const content = await readFile(path, "utf8")
  // One connection: the adapter sends a script statement by statement, and BEGIN … COMMIT must meet the same session.
  const pool = { ...database, max: 1, idleTimeoutMillis: 200 }
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool))
  const engine = await glue.SchemaEngine.new({ datamodels: [[path, content]] }, () => {}, factory)
  return run(engine, { path, content })
}

/** The engine leaves a 10 s timer behind, which must not keep a finished program waiting. */
function timers(): WebAssembly.ModuleImports {
  const name = Object.keys(glue).find((one) => one.startsWith("__wbg_setTimeout_"))
  if (name === undefined) return {}
  return { [name]: (run: () => void, delayInMs: number) => setTimeout(run, delayInMs).unref() }
}

let loaded: Promise<void> | undefined

async function loadWasm(): Promise<void> {
  const file = require
    .resolve("@prisma/schema-engine-wasm")
    .replace(/schema_engine\.js$/, "schema_engine_bg.wasm")
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    "./schema_engine_bg.js": { ...(glue as unknown as WebAssembly.ModuleImports), ...timers() },
  })
  setWasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === "function") start()
}
