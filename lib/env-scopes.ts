import { z } from "zod"

/** Read access to the usual ledgers, and what keeps a consent alive and named (docs/xero.md §3). */
export const DEFAULT_SCOPES = [
  "openid",
  "profile",
  "email",
  "accounting.settings.read",
  "accounting.invoices.read",
  "accounting.contacts.read",
  "offline_access",
].join(" ")
const NEEDED_SCOPES = ["openid", "profile", "email", "offline_access"]

export const scopes = z
  .string()
  .transform((one) => one.split(/[\s,]+/).filter(Boolean))
  .refine(
    (list) => list.every((scope) => /^[a-z0-9_.]+$/.test(scope)),
    "holds a word that is not a scope",
  )
  .refine((list) => NEEDED_SCOPES.every((scope) => list.includes(scope)), {
    message: `must include ${NEEDED_SCOPES.join(", ")}`,
  })
  .refine(
    (list) => !list.includes("app.connections"),
    "app.connections is not for consents; leave it out",
  )
