import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { PrismaPg } from "@prisma/adapter-pg"
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils"
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg"
import {
  type SchemaEngine,
  __wbg_set_wasm as setWasm,
} from "@prisma/schema-engine-wasm/schema_engine_bg"
import { type FieldDef, types } from "pg"
import { connectionTo } from "@/lib/db/connection"

const require = createRequire(import.meta.url)
const { CHAR, TEXT } = types.builtins
const SCHEMA = "prisma/schema.prisma"

/**
 * The statements that turn what a database holds into what schema.prisma says; null where nothing is missing. Prisma's own
 * engine compares, as WebAssembly, because the native one is a download that closed networks refuse. For development only.
 */
export async function diffSchema(databaseUrl: string): Promise<string | null> {
  loaded ??= loadWasm()
  await loaded
  const schema = { path: SCHEMA, content: await readFile(SCHEMA, "utf8") }
  const pool = { ...connectionTo(databaseUrl), max: 1, idleTimeoutMillis: 200 }
  const factory = bindMigrationAwareSqlAdapterFactory(new CatalogueAdapter(pool))
  const engine: SchemaEngine = await glue.SchemaEngine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => {},
    factory,
  )
  const { stdout } = await engine.diff({
    from: { tag: "schemaDatasource", files: [schema], configDir: "" },
    to: { tag: "schemaDatamodel", files: [schema] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  })
  // The session decides which schema holds the tables.
  const script = (stdout ?? "").replaceAll('"public".', "")
  return script.startsWith("-- This is an empty migration.") ? null : script
}

/**
 * PostgreSQL's catalogues have columns of the type "char". The engine expects a character there, but the adapter does
 * not know the type: so they are read as text and given to the engine as characters.
 */
class CatalogueAdapter extends PrismaPg {
  override async connect() {
    const characters = new Set<string>()
    const adapter = await super.connect()
    const pool = adapter.underlyingDriver()
    pool.query = new Proxy(pool.query, {
      async apply(query, own, given) {
        const { fields, ...result } = await Reflect.apply(query, own, given)
        for (const { name, dataTypeID } of fields) if (dataTypeID === CHAR) characters.add(name)
        return { ...result, fields: fields.map(asText) }
      },
    })
    adapter.queryRaw = new Proxy(adapter.queryRaw, {
      async apply(query, own, given) {
        const result = await Reflect.apply(query, own, given)
        const type = (name: string, index: number) =>
          characters.has(name) ? ColumnTypeEnum.Character : result.columnTypes[index]
        return { ...result, columnTypes: result.columnNames.map(type) }
      },
    })
    return adapter
  }
}

function asText(field: FieldDef): FieldDef {
  return field.dataTypeID === CHAR ? { ...field, dataTypeID: TEXT } : field
}

/** The engine leaves a 10 s timer behind, which must not delay the end of the program. */
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
