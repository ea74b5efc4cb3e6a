import { channelPlace } from "@/keeper/alerts/channels/channel-secrets"
import type { Keeper } from "@/keeper/keeper"
import { digestOf } from "@/keeper/sso/once"
import { findKeyId, type Opened, type Place, tryOpen } from "@/keeper/vault/vault"
import type { MailServerSettings } from "@/lib/contract/mail-operations"
import type { Tx } from "@/lib/db/create-db"

/** The server that mails go out through, or null where owners have set none. */
export function findMailServer(tx: Tx): Promise<StoredServer | null> {
  return tx.mailServer.findFirst({ select: COLUMNS })
}

/** A password belongs to its name at its server: in a row that names others it does not open. */
export function passwordPlace({ host, port, security, smtpName }: OfServer): Place {
  return {
    column: "MailServer.password",
    row: digestOf([host, String(port), security, smtpName ?? ""]),
  }
}

/** Where the stored password was sealed for: this row, or the alert channel that it came from. */
export function sealedPlace(server: StoredServer): Place {
  const { sealedFor } = server
  return sealedFor === null ? passwordPlace(server) : channelPlace("smtpPassword", sealedFor)
}

/** The stored password; `value` is null where the server wants none. */
export async function openPassword(
  { vault }: Keeper,
  server: StoredServer,
): Promise<Opened | { kind: "open"; value: null }> {
  const { passwordSealed } = server
  if (passwordSealed === null) return { kind: "open", value: null }
  return tryOpen(vault, passwordSealed, sealedPlace(server))
}

/** Seals the password anew, with the first key and for this row, so that an older key can be dropped later. */
export async function resealMailServer(keeper: Keeper): Promise<void> {
  const server = await findMailServer(keeper.db)
  if (server === null || server.passwordSealed === null) return
  const opened = await openPassword(keeper, server)
  if (opened.kind === "shut" || opened.value === null) return
  const after = await keeper.vault.seal(opened.value, passwordPlace(server))
  const isSame = findKeyId(after) === findKeyId(server.passwordSealed)
  if (isSame && server.sealedFor === null) return
  // Only if no one has changed it in the meantime.
  await keeper.db.mailServer.updateMany({
    where: { passwordSealed: server.passwordSealed },
    data: { passwordSealed: after, sealedFor: null },
  })
}

const COLUMNS = {
  host: true,
  port: true,
  security: true,
  smtpName: true,
  passwordSealed: true,
  sealedFor: true,
  mailFrom: true,
} as const

type OfServer = Pick<MailServerSettings, "host" | "port" | "security" | "smtpName">
export type StoredServer = OfServer & {
  passwordSealed: string | null
  sealedFor: string | null
  mailFrom: string
}
