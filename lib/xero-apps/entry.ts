import { z } from "zod"
import { xeroClientId } from "@/lib/env-values"
import { typedText } from "@/lib/typed-text"

/** A client secret as Xero's portal shows it. */
export const xeroAppSecret = z
  .string()
  .trim()
  .regex(/^[\x21-\x7E]{8,500}$/, "must be the secret as Xero shows it, without spaces")

const xeroAppKind = z.enum(["web", "custom"])
export const xeroAppName = typedText(60)
export const xeroAppScopes = z
  .array(z.string().regex(/^[a-z0-9_.]{1,80}$/, "holds a word that is not a scope"))
  .max(100, "must hold 100 scopes or fewer")
  .transform((scopes) => [...new Set(scopes)])

/** A Xero app as an owner enters it. A changeover needs two secrets, and nothing needs more. */
export const xeroAppEntry = z
  .object({
    kind: xeroAppKind,
    name: xeroAppName,
    clientId: xeroClientId,
    clientSecrets: z.array(xeroAppSecret).min(1, "must not be empty").max(2),
    scopes: xeroAppScopes,
  })
  .superRefine(({ kind, scopes }, context) => {
    const message = scopesProblem(kind, scopes)
    if (message !== null) context.addIssue({ code: "custom", path: ["scopes"], message })
  })

/** What is wrong with the scopes of an app of this kind; null where nothing is. */
export function scopesProblem(kind: XeroAppKind, scopes: string[]): string | null {
  if (scopes.includes("app.connections"))
    return "must not hold app.connections: Tenantry asks for it by itself"
  if (kind === "custom") {
    const foreign = FOR_CONSENTS.find((one) => scopes.includes(one))
    return foreign === undefined
      ? null
      : `must not hold ${foreign}: a custom connection has no use for it`
  }
  const missing = FOR_CONSENTS.filter((one) => !scopes.includes(one))
  return missing.length === 0 ? null : `must include ${missing.join(", ")}`
}

/** With a person's consent Tenantry learns who that is, and may refresh. A custom connection has neither. */
const FOR_CONSENTS = ["openid", "profile", "email", "offline_access"]

export type XeroAppKind = z.output<typeof xeroAppKind>
