import { afterAll, beforeAll } from "vitest"
import { startTestEnv, type TestEnv, type TestEnvOptions } from "@/keeper/testing/start-test-env"

/** One test environment for a whole file: started before its first test, closed after the last. Empty until then. */
export function shareTestEnv(options?: TestEnvOptions): TestEnv {
  const testEnv = {} as TestEnv
  beforeAll(async () => {
    Object.assign(testEnv, await startTestEnv(options))
  })
  afterAll(() => testEnv.close())
  return testEnv
}
