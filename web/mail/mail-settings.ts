import type { Mail } from "@/lib/db/generated/client"
import { seenMailServer } from "@/lib/seen"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** The mail server, for owners; its password is not among it. Null: mails go out through none. */
export async function getMailServer(): Promise<MailServerView | null> {
  await requireMember("owner")
  const row = await db().mailServer.findFirst({ select: COLUMNS })
  if (row === null) return null
  const { port, smtpName, mailFrom, ...rest } = row
  const seen = seenMailServer(row)
  return { ...rest, port: String(port), smtpName: smtpName ?? "", from: mailFrom, seen }
}

/** Whether mails go out at all. */
export async function hasMailServer(): Promise<boolean> {
  return (await db().mailServer.count()) > 0
}

/** The newest mails to people with what became of them, for owners; their text is not among it. */
export async function listMails(): Promise<MailView[]> {
  await requireMember("owner")
  const rows = await db().mail.findMany({
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: MOST_LISTED,
    select: {
      id: true,
      kind: true,
      to: true,
      state: true,
      createdAt: true,
      finishedAt: true,
      outcome: true,
      evidence: true,
    },
  })
  return rows.map(({ id: mailId, createdAt, finishedAt, ...rest }) => ({
    mailId,
    at: (finishedAt ?? createdAt).toISOString(),
    ...rest,
  }))
}

const MOST_LISTED = 50
const COLUMNS = { host: true, port: true, security: true, smtpName: true, mailFrom: true } as const

/** As its form holds it. */
export type MailServerView = {
  host: string
  port: string
  security: string
  smtpName: string
  from: string
  seen: string
}
export type MailView = Pick<Mail, "kind" | "to" | "state" | "outcome" | "evidence"> & {
  mailId: string
  at: string
}
