import { openStage, type Stage } from "@/keeper/testing/open-stage"
import {
  createTestService,
  type Door,
  formOf,
  openDoor,
  type TestService,
} from "@/keeper/testing/services"
import { TENANTS } from "@/sandbox/seed"

/** Two organisations of two Xero users, a door for programs, and a service that reaches the first. */
export async function openMachineStage(): Promise<MachineStage> {
  const stage = await openStage()
  await stage.consent({ choose: "mapleFlorist" })
  await stage.consent({ as: "taro", choose: "sakura" })
  const door = await openDoor(stage)
  const service = await createTestService(stage, { tenantIds: [TENANTS.mapleFlorist] })
  return {
    stage,
    door,
    service,
    asked: { ...formOf(service), resource: TENANTS.mapleFlorist },
    async close() {
      await door.close()
      await stage.close()
    },
  }
}

type MachineStage = {
  stage: Stage
  door: Door
  service: TestService
  /** The fields of its request for that organisation's token. */
  asked: Record<string, string>
  close(): Promise<void>
}
