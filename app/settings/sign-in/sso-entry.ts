import { z } from "zod"
import { seenMark } from "@/lib/contract/outcomes"
import { consistentSsoSettings } from "@/lib/members/sso-settings"

const list = z.string().transform((typed) => [
  ...new Set(
    typed
      .split(/[,\n]/)
      .map((one) => one.trim())
      .filter(Boolean),
  ),
])
const orNull = z.string().transform((typed) => typed.trim() || null)

/** The form's fields as they are typed, made settings. The secret is empty where the stored one stays. */
export const ssoEntry = z
  .object({
    seen: seenMark,
    name: z.string(),
    issuer: z.string().trim(),
    clientId: z.string(),
    clientSecret: z
      .string()
      .max(1_000, "must have 1,000 characters or fewer")
      .transform((typed) => typed || null),
    domains: list,
    newMembers: z.string(),
    trustsEmail: z.literal("on").optional(),
    groupsClaim: orNull,
    ownerGroups: list,
    adminGroups: list,
    viewerGroups: list,
  })
  .transform(({ seen, clientSecret, trustsEmail, ...typed }) => ({
    seen,
    clientSecret,
    settings: { ...typed, trustsEmail: trustsEmail === "on" },
  }))
  .transform(({ settings, ...rest }, context) => {
    const read = consistentSsoSettings.safeParse(settings)
    if (read.success) return { ...rest, settings: read.data }
    for (const { path, message } of read.error.issues) {
      context.addIssue({ code: "custom", path: path.slice(0, 1), message })
    }
    return z.NEVER
  })
