import {
  createTestService,
  type Door,
  formOf,
  openDoor,
  type TestService,
} from "@/keeper/testing/services"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS } from "@/sandbox/seed"

/** Two organisations of two Xero users, a door for programs, and a service that reaches the first. */
export async function startServiceTestEnv(): Promise<ServiceTestEnv> {
  const testEnv = await startTestEnv()
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  const door = await openDoor(testEnv)
  const service = await createTestService(testEnv, { tenantIds: [TENANTS.mapleFlorist] })
  return {
    testEnv,
    door,
    service,
    asked: { ...formOf(service), resource: TENANTS.mapleFlorist },
  }
}

type ServiceTestEnv = {
  testEnv: TestEnv
  door: Door
  service: TestService
  /** The fields of its request for that organisation's token. */
  asked: Record<string, string>
}
