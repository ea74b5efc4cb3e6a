import { randomUUID } from "node:crypto"
import type Provider from "oidc-provider"
import { randomHex } from "@/sandbox/identity/token-set"
import { connectTenant } from "@/sandbox/world/connections"
import { isApiScope } from "@/sandbox/world/scopes"
import { markChanged, sandboxNowInSeconds, type World } from "@/sandbox/world/world"

/**
 * Records a consent and connects the chosen tenants in one new event; with none chosen (Continue) no connection
 * carries the event (docs/xero.md §4.2). Returns the id of oidc-provider's grant.
 */
export async function giveConsent(
  world: World,
  provider: Provider,
  { clientId, xeroUserId, scopes, tenantIds }: GivenConsent,
): Promise<string> {
  const grant = new provider.Grant({ accountId: xeroUserId, clientId })
  grant.addOIDCScope(scopes.join(" "))
  const grantId = await grant.save()
  const authEventId = randomUUID()
  const pair = `${clientId} ${xeroUserId}`
  const before = world.consentedScopes.get(pair) ?? []
  const granted = [...new Set([...scopes, ...before])]
  world.consentedScopes.set(pair, granted.filter(isApiScope))
  forgetUnexchanged(world)
  world.consents.set(grantId, {
    clientId,
    authEventId,
    xeroUserId,
    authTimeInSeconds: sandboxNowInSeconds(world),
    globalSessionId: randomHex(),
    scopes: granted,
  })
  for (const tenantId of tenantIds) {
    connectTenant(world, { clientId, xeroUserId, tenantId, authEventId })
  }
  markChanged(world)
  return grantId
}

/** Forgets consents whose code was never exchanged, once oidc-provider has dropped its record of them. */
function forgetUnexchanged(world: World): void {
  for (const grantId of world.consents.keys()) {
    if (!world.providerRecords.has(`Grant:${grantId}`)) world.consents.delete(grantId)
  }
}

type GivenConsent = { clientId: string; xeroUserId: string; scopes: string[]; tenantIds: string[] }
