import { z } from "zod"
import { CHANNEL_CONTENTS } from "@/lib/alerts/alert-detail"
import { typedText } from "@/lib/typed-text"
import type { ChannelSettingsView } from "@/web/alerts/list-channels"

const MOST_RECIPIENTS = 20

const name = typedText(80)
const EMAIL = z.object({
  kind: z.literal("email"),
  name,
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
  sends: z.enum(CHANNEL_CONTENTS),
})

/** A channel as its form sends it. */
export const CHANNEL_FORM = z.discriminatedUnion("kind", [EMAIL, WEBHOOK])

export type EnteredChannel = ChannelSettingsView & { name: string }
