import { z } from "zod"
import { switchesSchema } from "@/sandbox/world/switches"

export const guid = z.string().toLowerCase().pipe(z.guid())
export const appId = z.string().regex(/^[0-9A-F]{32}$/)

/** A registered app. Only a custom one (docs/xero.md §5.1) has `custom`, and only it has scopes of its own. */
export const appSchema = z.strictObject({
  clientId: appId,
  name: z.string().min(1),
  clientSecrets: switchesSchema.shape.clientSecrets,
  redirectUris: z.array(z.url()).default([]),
  scopes: z.array(z.string()).default([]),
  /** Whether it may ask for `app.connections`. */
  appConnections: z.boolean().default(true),
  custom: z
    .strictObject({
      state: z.enum(["pending", "active", "deactivated"]),
      /** The person who has to answer Xero's e-mail, and whose rights its tokens have. */
      xeroUserId: guid,
      tenantId: guid.nullable(),
    })
    .nullable()
    .default(null),
})

export const xeroUserSchema = z.strictObject({
  xeroUserId: guid,
  givenName: z.string(),
  familyName: z.string(),
  email: z.string(),
  /** By tenant id. */
  roles: z.record(z.string(), z.enum(["adviser", "standard", "readonly", "invoiceonly"])),
})

export const organisationSchema = z.strictObject({
  tenantId: guid,
  name: z.string(),
  tenantType: z.string().default("ORGANISATION"),
  isDemoCompany: z.boolean().default(false),
})
