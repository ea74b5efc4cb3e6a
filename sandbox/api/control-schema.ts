import { z } from "zod"
import { faultSchema } from "@/sandbox/http/faults"
import { switchesSchema } from "@/sandbox/world/switches"

const id = z.string().toLowerCase().pipe(z.guid())
const clientId = z.string().regex(/^[0-9A-F]{32}$/)
const role = z.enum(["adviser", "standard", "readonly", "invoiceonly"])

/** The bodies that the control endpoints accept, by path below `/sandbox/`. */
export const controlSchemas = {
  disconnect: z.strictObject({ tenantId: id, xeroUserId: id.optional() }),
  "kill-chain": z.strictObject({ xeroUserId: id }),
  rename: z.strictObject({ tenantId: id, name: z.string().min(1) }),
  "remove-access": z.strictObject({ xeroUserId: id, tenantId: id }),
  secrets: z.strictObject({ clientSecrets: switchesSchema.shape.clientSecrets }),
  options: switchesSchema.partial(),
  /** Registers an app, or changes what is registered. */
  app: z.strictObject({
    clientId,
    name: z.string().min(1),
    clientSecrets: switchesSchema.shape.clientSecrets,
    redirectUris: z.array(z.url()).default([]),
    scopes: z.array(z.string()).default([]),
    appConnections: z.boolean().default(true),
    custom: z
      .strictObject({
        state: z.enum(["pending", "active", "deactivated"]),
        xeroUserId: id,
        tenantId: id.nullable(),
      })
      .nullable()
      .default(null),
  }),
  /** Null: its consent ends. */
  "custom-app": z.strictObject({ clientId, tenantId: id.nullable() }),
  clock: z.strictObject({ offsetSeconds: z.number().int() }),
  faults: faultSchema,
  "faults/clear": z.strictObject({}),
  reset: z.strictObject({}),
  seed: z.strictObject({
    /** Replaces a Xero user of the same id. */
    users: z
      .array(
        z.strictObject({
          xeroUserId: id,
          givenName: z.string(),
          familyName: z.string(),
          email: z.string(),
          roles: z.record(z.string(), role),
        }),
      )
      .default([]),
    organisations: z
      .array(
        z.strictObject({
          tenantId: id,
          name: z.string(),
          tenantType: z.string().default("ORGANISATION"),
          isDemoCompany: z.boolean().default(false),
        }),
      )
      .default([]),
    /** Connected without a trip through the screens, each in an event of its own. */
    connections: z
      .array(z.strictObject({ id: id.optional(), xeroUserId: id, tenantId: id }))
      .default([]),
    /** The same, and the code is exchanged: the answer gives each chain's first refresh token. */
    chains: z
      .array(z.strictObject({ xeroUserId: id, scopes: z.array(z.string()).min(1) }))
      .default([]),
  }),
  alive: z.strictObject({ refreshToken: z.string() }),
} as const

export type ControlPath = keyof typeof controlSchemas
export type ControlBody<Path extends ControlPath> = z.output<(typeof controlSchemas)[Path]>
export type ControlInput<Path extends ControlPath> = z.input<(typeof controlSchemas)[Path]>
