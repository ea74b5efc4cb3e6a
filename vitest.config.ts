import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const INTEGRATION = "**/*.integration.test.ts"
const ELSEWHERE = ["**/node_modules/**", "e2e/**", ".next/**", ".test/**", ".data/**"]

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          // No database, no processes.
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...ELSEWHERE, INTEGRATION],
          setupFiles: ["scripts/check/fresh-modules.ts", "scripts/check/no-processes.ts"],
          pool: "threads",
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: [INTEGRATION],
          exclude: ELSEWHERE,
          setupFiles: ["scripts/check/fresh-modules.ts"],
          globalSetup: ["scripts/check/test-cluster.ts", "scripts/faults/table.ts"],
          pool: "forks",
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    maxWorkers: 2,
  },
})
