import { z } from "zod"
import { seenMark } from "@/lib/contract/outcomes"
import { email, port } from "@/lib/env-values"
import { typedText } from "@/lib/typed-text"

/** The form's fields as they are typed, made settings. The password is empty where the stored one stays. */
export const mailEntry = z.object({
  seen: seenMark,
  host: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9.:_-]{1,253}$/, "must be a host name, such as smtp.example.com"),
  port: z.string().trim().pipe(port),
  security: z.enum(["tls", "starttls", "none"]),
  smtpName: z.union([z.literal("").transform(() => null), typedText(254)]),
  smtpPassword: z
    .string()
    .max(1_000, "is too long")
    .transform((typed) => (typed === "" ? null : typed)),
  from: z.string().trim().pipe(email),
})
