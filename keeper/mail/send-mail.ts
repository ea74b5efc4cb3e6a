import type { Keeper } from "@/keeper/keeper"
import type { MailText } from "@/keeper/mail/lay-out-mail"
import { findMailServer, openPassword } from "@/keeper/mail/mail-server"
import { sendEmail } from "@/keeper/mail/send-email"
import type { SendResult } from "@/keeper/outgoing/send-result"

/** Hands a mail to the server that owners set, once and now, and stores nothing of it. */
export async function sendMail(keeper: Keeper, mail: OutgoingMail): Promise<SendResult> {
  const server = await findMailServer(keeper.db)
  if (server === null) return { kind: "failed", outcome: "no_mail_server_set", evidence: null }
  const password = await openPassword(keeper, server)
  if (password.kind === "shut") {
    keeper.log.error({ event: "mail_password_shut", code: password.error.code })
    return { kind: "failed", outcome: "shut", evidence: null }
  }
  const { host, port, security, smtpName: name } = server
  const { certificates, timings } = keeper.alerts
  const email = {
    threadId: null,
    ...mail,
    server: { host, port, security, name, password: password.value, certificates },
    origin: keeper.appUrl,
    from: server.mailFrom,
    timeoutInMilliseconds: timings.emailTimeout,
  }
  return sendEmail(email, keeper.alerts)
}

export type OutgoingMail = MailText & {
  /** Stays the same at every attempt, so that mail programs see one message. */
  id: string
  to: string[]
  /** Groups later messages about the same problem into one thread. */
  threadId?: string | null
  /** Runs once the server has all but the end of the mail; if it rejects, the server gets no end and takes nothing. */
  beforeEnd?: () => Promise<void>
}
