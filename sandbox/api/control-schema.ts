import { z } from "zod"
import { faultSchema } from "@/sandbox/http/faults"
import { appId, appSchema, guid, organisationSchema, xeroUserSchema } from "@/sandbox/world/shapes"
import { switchesSchema } from "@/sandbox/world/switches"

/** The bodies that the control endpoints accept, by path below `/sandbox/`. */
export const controlSchemas = {
  disconnect: z.strictObject({ tenantId: guid, xeroUserId: guid.optional() }),
  "kill-chain": z.strictObject({ xeroUserId: guid }),
  rename: z.strictObject({ tenantId: guid, name: z.string().min(1) }),
  "remove-access": z.strictObject({ xeroUserId: guid, tenantId: guid }),
  secrets: z.strictObject({ clientSecrets: switchesSchema.shape.clientSecrets }),
  options: switchesSchema.partial(),
  /** Registers an app, or changes what is registered. */
  app: appSchema,
  /** Null: its consent ends. */
  "custom-app": z.strictObject({ clientId: appId, tenantId: guid.nullable() }),
  clock: z.strictObject({ offsetSeconds: z.number().int() }),
  faults: faultSchema,
  "faults/clear": z.strictObject({}),
  reset: z.strictObject({}),
  seed: z.strictObject({
    /** Replaces a Xero user of the same id. */
    users: z.array(xeroUserSchema).default([]),
    organisations: z.array(organisationSchema).default([]),
    /** Connected without a trip through the screens, each in an event of its own. */
    connections: z
      .array(z.strictObject({ id: guid.optional(), xeroUserId: guid, tenantId: guid }))
      .default([]),
    /** The same, and the code is exchanged: the answer gives each chain's first refresh token. */
    chains: z
      .array(
        z.strictObject({
          xeroUserId: guid,
          scopes: z.array(z.string()).min(1),
          graceVariant: switchesSchema.shape.graceVariant.optional(),
        }),
      )
      .default([]),
  }),
  alive: z.strictObject({ refreshToken: z.string() }),
} as const

export type ControlPath = keyof typeof controlSchemas
export type ControlBody<Path extends ControlPath> = z.output<(typeof controlSchemas)[Path]>
export type ControlInput<Path extends ControlPath> = z.input<(typeof controlSchemas)[Path]>
