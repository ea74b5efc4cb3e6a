import { randomUUID } from "node:crypto"
import type { Keeper } from "@/keeper/keeper"
import { layOutMail } from "@/keeper/mail/lay-out-mail"
import { findMailServer, passwordPlace, type StoredServer } from "@/keeper/mail/mail-server"
import { sendMail } from "@/keeper/mail/send-mail"
import { holdRole } from "@/keeper/members/hold-acting"
import { findTarget } from "@/keeper/outgoing/target"
import { changesOf, type Values } from "@/lib/audit/changes"
import { recordEvent } from "@/lib/audit/record-event"
import type { MailServerSettings } from "@/lib/contract/mail-operations"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import { isStale, seenMailServer } from "@/lib/seen"

/**
 * Says through which server mails go out from now on. A stored password is kept only while server and name stay the same:
 * otherwise an owner who does not know it could send it to a server of their own. A password goes over TLS only.
 */
export async function changeMailServer(
  keeper: Keeper,
  memberId: string,
  settings: OperationInput<"changeMailServer">,
): Promise<OperationOutput<"changeMailServer">> {
  const why = await findRefusal(keeper, settings, await findMailServer(keeper.db))
  if (why !== null) return { kind: "refused", why }
  const { host, port, security, smtpName, smtpPassword, from: mailFrom } = settings
  const row = { host, port, security, smtpName, mailFrom }
  const password =
    smtpName !== null && smtpPassword === null
      ? {}
      : { passwordSealed: await sealPassword(keeper, settings), sealedFor: null }
  return keeper.db.$transaction(async (tx) => {
    if (!(await holdRole(tx, memberId, "owner"))) return { kind: "forbidden" }
    await tx.$executeRaw`SELECT 1 FROM "MailServer" FOR UPDATE`
    const before = await findMailServer(tx)
    if (isStale(settings.seen, seenMailServer(before))) return { kind: "changed_meanwhile" }
    await tx.mailServer.upsert({
      where: { singleton: true },
      create: { ...row, ...password },
      update: { ...row, ...password, changedAt: await dbNow(tx) },
      select: { singleton: true },
    })
    const changes = changesOf(before === null ? {} : valuesOf(before), valuesOf(row))
    const replaced = smtpPassword === null ? [] : ["smtpPassword"]
    await recordEvent(tx, { kind: "mail.server_changed", memberId, detail: { changes, replaced } })
    return { kind: "changed" }
  })
}

/** From now on no mail goes out; the password is gone. */
export async function removeMailServer(
  { db }: Keeper,
  memberId: string,
): Promise<OperationOutput<"removeMailServer">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"removeMailServer">> => {
    const { count } = await tx.mailServer.deleteMany()
    if (count === 0) return { kind: "not_found" }
    await recordEvent(tx, { kind: "mail.server_removed", memberId })
    return { kind: "removed" }
  })
}

/** Sends the owner who asks a mail through the stored server, once, and returns the result. */
export async function testMailServer(
  keeper: Keeper,
  memberId: string,
): Promise<OperationOutput<"testMailServer">> {
  if ((await findMailServer(keeper.db)) === null) return { kind: "not_found" }
  const { email } = await keeper.db.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { email: true },
  })
  const { appUrl } = keeper
  const content = layOutMail({
    title: "Test of the mail server",
    what: "This is how e-mails from Tenantry arrive. You asked for this one.",
    todo: null,
    button: { label: "Open in Tenantry", link: `${appUrl}/settings/mail` },
    foot: `Sent by Tenantry at ${appUrl} because you pressed Send a test.`,
  })
  const sent = await sendMail(keeper, { id: randomUUID(), to: [email], ...content })
  const outcome = sent.kind === "failed" ? sent.outcome : null
  return { kind: "sent", outcome, evidence: sent.evidence }
}

/** The look-up of the host here only gives an early answer: the check at every connect is what protects. */
async function findRefusal(
  keeper: Keeper,
  settings: MailServerSettings,
  before: StoredServer | null,
): Promise<Refusal | null> {
  const { host, port, security, smtpName, smtpPassword } = settings
  if (security === "none" && smtpName !== null) return "tls_needed"
  const target = await findTarget(host, keeper.alerts)
  if (target.kind === "refused") return "private_address"
  if (smtpName === null || smtpPassword !== null) return null
  const isSame =
    before?.passwordSealed != null &&
    before.host === host &&
    before.port === port &&
    before.security === security &&
    before.smtpName === smtpName
  return isSame ? null : "password_needed"
}

/** Without a user name no password is kept. */
async function sealPassword(
  { vault }: Keeper,
  settings: MailServerSettings,
): Promise<string | null> {
  const { smtpName, smtpPassword } = settings
  if (smtpName === null || smtpPassword === null) return null
  return vault.seal(smtpPassword, passwordPlace(settings))
}

function valuesOf({ host, port, security, smtpName, mailFrom }: Shown): Values {
  return { host, port, security, smtpName, from: mailFrom }
}

type Shown = Pick<StoredServer, "host" | "port" | "security" | "smtpName" | "mailFrom">
type Refusal = Extract<OperationOutput<"changeMailServer">, { kind: "refused" }>["why"]
