import { z } from "zod"
import { seenMark } from "@/lib/contract/outcomes"
import { xeroAppEntry, xeroAppName, xeroAppScopes } from "@/lib/xero-apps/entry"

const scopes = z.string().transform((typed) => typed.split(/[\s,]+/).filter(Boolean))
const optionalSecret = z.string().transform((typed) => typed.trim())

/** A new app's fields as they are typed. */
export const NEW_APP = z
  .object({
    kind: z.string(),
    name: z.string(),
    clientId: z.string().trim(),
    clientSecret: z.string(),
    secondSecret: optionalSecret,
    scopes,
  })
  .transform(({ clientSecret, secondSecret, ...typed }, context) => {
    const clientSecrets = [clientSecret, ...(secondSecret === "" ? [] : [secondSecret])]
    const read = xeroAppEntry.safeParse({ ...typed, clientSecrets })
    if (read.success) return read.data
    for (const { path, message } of read.error.issues) {
      const field = path[0] === "clientSecrets" ? SECRETS[Number(path[1] ?? 0)] : path[0]
      context.addIssue({ code: "custom", path: [field ?? "name"], message })
    }
    return z.NEVER
  })

const SECRETS = ["clientSecret", "secondSecret"]

/** What can be changed of an app. */
export const CHANGED_APP = z.object({
  xeroAppId: z.guid(),
  seen: seenMark,
  name: xeroAppName,
  scopes: scopes.pipe(xeroAppScopes),
})
