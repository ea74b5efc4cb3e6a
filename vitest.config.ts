import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

const INTEGRATION = "**/*.integration.test.ts"
const ELSEWHERE = ["**/node_modules/**", "e2e/**", ".next/**", "dist/**", ".test/**", ".data/**"]
// No test may pass only because the machine is in UTC.
const FAR_WEST = "Pacific/Pago_Pago"
const FAR_EAST = "Pacific/Kiritimati"

// They start processes or wait most of their time. Begun late, one of them would end long after everything else.
const LONGEST = [
  "scripts/faults/",
  "keeper/grants/custom/",
  "keeper/guard/",
  "keeper/reach-database",
  "scripts/start/",
  "scripts/tenantry/",
]

/** Begins with the files that take longest, also on a machine that has not run them before and does not know it. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ project, moduleId }: TestSpecification) =>
      project.name === "integration" && LONGEST.some((part) => moduleId.includes(`/${part}`))
    return [...sorted.filter(isLong), ...sorted.filter((one) => !isLong(one))]
  }
}

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  // No test looks at styles: what compiles them is not loaded.
  css: { postcss: {} },
  test: {
    globalSetup: ["scripts/check/temporary.ts", "scripts/check/prisma-client.ts"],
    // A module that has not changed is not transformed again.
    experimental: { fsModuleCache: true },
    projects: [
      {
        extends: true,
        test: {
          // No database, no processes.
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...ELSEWHERE, INTEGRATION],
          setupFiles: ["scripts/check/fresh-modules.ts", "scripts/check/no-processes.ts"],
          env: { TZ: FAR_WEST },
          isolate: false,
          // A key of RSA, or a command with all that it imports, takes seconds on a machine that is busy.
          testTimeout: 20_000,
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
          env: { TZ: FAR_EAST },
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    // A process takes its time zone when it begins; a thread has none of its own.
    pool: "forks",
    // One more than CI has cores: integration tests wait a third of their time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
})
