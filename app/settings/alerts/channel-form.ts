import { z } from "zod"
import { email as address, port } from "@/lib/env-values"
import { typedText } from "@/lib/typed-text"
import type { ChannelSettingsView } from "@/web/alerts/list-channels"
import { textOf } from "@/web/members/form-errors"

const MOST_RECIPIENTS = 20

const name = typedText(80)
const optional = z
  .string()
  .max(1_000, "is too long")
  .transform((one) => (one === "" ? null : one))

const EMAIL = z.object({
  kind: z.literal("email"),
  name,
  host: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9.:_-]{1,253}$/, "must be a host name, such as smtp.example.com"),
  port: z.string().trim().pipe(port),
  security: z.enum(["tls", "starttls", "none"]),
  smtpName: z.union([z.literal("").transform(() => null), typedText(254)]),
  smtpPassword: optional,
  from: z.string().trim().pipe(address),
  to: z
    .string()
    .transform((one) => one.split(/[\s,;]+/).filter(Boolean))
    .pipe(
      z
        .array(z.email("must hold e-mail addresses separated by commas"))
        .min(1, "must hold at least one e-mail address")
        .max(MOST_RECIPIENTS, `must hold ${MOST_RECIPIENTS} addresses or fewer`),
    ),
})

const WEBHOOK = z.object({
  kind: z.literal("webhook"),
  name,
  url: typedText(2_000)
    .refine((one) => URL.canParse(one) && /^https?:$/.test(new URL(one).protocol), {
      message: "must be an address such as https://hooks.example.com/tenantry",
    })
    .refine((one) => !URL.canParse(one) || !/^[^/]*\/\/[^/?#]*@/.test(new URL(one).href), {
      message: "must not hold a user name or password; messages are signed instead",
    }),
  sends: z.enum(["alerts", "activity"]),
})

/** A channel as its form sends it. */
export const CHANNEL_FORM = z.discriminatedUnion("kind", [EMAIL, WEBHOOK])

/** What was entered, to show again beside the errors; never the password. */
export function enteredIn(form: FormData): EnteredChannel {
  return {
    name: textOf(form, "name"),
    url: textOf(form, "url"),
    sends: textOf(form, "sends"),
    host: textOf(form, "host"),
    port: textOf(form, "port"),
    security: textOf(form, "security"),
    smtpName: textOf(form, "smtpName"),
    from: textOf(form, "from"),
    to: textOf(form, "to"),
  }
}

export type EnteredChannel = ChannelSettingsView & { name: string }
