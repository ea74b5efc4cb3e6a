import { secretsPlace } from "@/keeper/apps/register-app"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { SECOND_CLIENT } from "@/sandbox/seed"

/** The sandbox's second Xero app, as an owner would add it. */
export async function addSecondApp(testEnv: TestEnv): Promise<string> {
  const { issuer, scopes } = await testEnv.db.xeroApp.findFirstOrThrow({ where: { current: true } })
  const { clientId, clientSecret, name } = SECOND_CLIENT
  const { id } = await testEnv.db.xeroApp.create({
    data: { issuer, clientId, name, scopes, usable: true, clientSecretsSealed: "" },
    select: { id: true },
  })
  await storeSecret(testEnv, id, clientSecret)
  return id
}

export async function storeSecret(testEnv: TestEnv, id: string, secret: string): Promise<void> {
  const clientSecretsSealed = await testEnv.keeper.vault.seal(
    JSON.stringify([secret]),
    secretsPlace(id),
  )
  await testEnv.db.xeroApp.update({ where: { id }, data: { clientSecretsSealed } })
}
