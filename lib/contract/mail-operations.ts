import { z } from "zod"
import { by, kind } from "@/lib/contract/operation"
import { changedMeanwhile, notFound, seenMark } from "@/lib/contract/outcomes"
import { sent } from "@/lib/contract/sent"
import { typedText } from "@/lib/typed-text"

const settings = z.object({
  seen: seenMark,
  host: z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/),
  port: z.number().int().min(1).max(65_535),
  security: z.enum(["tls", "starttls", "none"]),
  /** Null: the server wants none. */
  smtpName: typedText(254).nullable(),
  /** Null: none, or as it is stored. */
  smtpPassword: z.string().min(1).max(1_000).nullable(),
  from: z.email().max(254),
})

/** Through which server mails go out. Its password goes one way: nothing shows it again. */
export const MAIL_OPERATIONS = {
  changeMailServer: by("owner", { seals: true, sudo: "always" })
    .input(settings)
    .output(
      kind("changed"),
      changedMeanwhile,
      kind("refused", {
        why: z.enum(["private_address", "tls_needed", "password_needed"]),
      }),
    ),
  removeMailServer: by("owner", { seals: false, sudo: "always" }).output(kind("removed"), notFound),
  /** Sends a mail to the owner who asks, through what is stored. */
  testMailServer: by("owner", { seals: true, sudo: "never" }).output(sent, notFound),
} as const

export type MailOperationName = keyof typeof MAIL_OPERATIONS
export type MailServerSettings = z.output<typeof settings>
