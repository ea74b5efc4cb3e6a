import { secretsPlace } from "@/keeper/apps/register-app"
import type { Keeper } from "@/keeper/keeper"
import { tryOpen } from "@/keeper/vault/vault"
import { type Client, createClient } from "@/keeper/xero/token-endpoint"
import { kindOf } from "@/lib/log"

/**
 * The app as the wire needs it: its id, its secrets opened, the one that Xero accepted last in front. The row is read
 * each time, so a changed secret counts from the next request on, in every keeper. Null: nothing may be sent for it,
 * because it was registered at another issuer or removed, or its secrets do not open.
 */
export async function findClient(keeper: Keeper, xeroAppId: string): Promise<AppClient | null> {
  const row = await keeper.db.xeroApp.findFirst({
    where: { id: xeroAppId, usable: true },
    select: {
      clientId: true,
      clientSecretsSealed: true,
      scopes: true,
      kind: true,
      acceptedSecret: true,
    },
  })
  if (row === null) return null
  const { clientSecretsSealed: sealed, scopes, kind } = row
  const known = keeper.clients.get(xeroAppId)
  if (known?.sealed === sealed) return { ...known.client, scopes, kind }
  const opened = await tryOpen(keeper.vault, sealed, secretsPlace(xeroAppId))
  if (opened.kind === "shut") return null
  const secrets = JSON.parse(opened.value) as string[]
  const accepted = row.acceptedSecret === null ? undefined : secrets[row.acceptedSecret]
  const client = createClient(row.clientId, secrets, {
    accepted,
    onAccepted: (secret) =>
      noteAccepted(keeper, { xeroAppId, sealed, at: secrets.indexOf(secret) }),
  })
  keeper.clients.set(xeroAppId, { sealed, client })
  return { ...client, scopes, kind }
}

/** Written beside the request, because no refresh waits for what is only shown. */
function noteAccepted(keeper: Keeper, { xeroAppId, sealed, at }: Accepted): void {
  const data = { acceptedSecret: at }
  keeper.db.xeroApp
    .updateMany({ where: { id: xeroAppId, clientSecretsSealed: sealed }, data })
    .catch((cause: unknown) => {
      keeper.log.warn({ event: "accepted_secret_not_noted", xeroAppId, reason: kindOf(cause) })
    })
}

type Accepted = { xeroAppId: string; sealed: string; at: number }
export type AppClient = Client & { scopes: string[]; kind: "web" | "custom" }
