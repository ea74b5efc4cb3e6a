import { z } from "zod"

/** What a control call or the environment may set: the app's registration and Xero's uncertain behaviour. */
export const switchesSchema = z.strictObject({
  /** What a replay of a parent inside the grace answers; see `redeemRefreshToken`. */
  graceVariant: z.enum(["H1", "H2", "H3", "H4", "H6"]),
  graceInSeconds: z.number().int().min(0),
  accessTokenInSeconds: z.number().int().min(1),
  refreshTokenInSeconds: z.number().int().min(1),
  /** A new consent of a Xero user ends that user's older chains (docs/xero.md §2.3: seen, not documented). */
  supersede: z.boolean(),
  /** Connections the app may hold at once; null for no limit (docs/xero.md §4.4). */
  connectionCap: z.number().int().min(0).nullable(),
  authEventIdNull: z.boolean(),
  /** The callback carries `scope` and `session_state`, as in 2020 (docs/xero.md §1.3). */
  callbackExtras: z.boolean(),
  refreshedIdToken: z.enum(["full", "without-sid", "absent"]),
  /** A `+` for the space in the authorize request's scope. */
  scopePlus: z.enum(["accepted", "rejected"]),
  /** Casing of the API's problem bodies (docs/xero.md §1.9). */
  problemCase: z.enum(["pascal", "lower"]),
  redirectUris: z.array(z.url()).min(1),
  clientSecrets: z.array(z.string().min(1)),
  /** Whether the first app may ask for `app.connections` (docs/xero.md §5.2). */
  appConnections: z.boolean(),
  /** What a custom app is answered that nobody has consented to: not documented (docs/xero.md §5.1). */
  customRefusal: z.enum(["unauthorized_client", "invalid_grant", "access_denied", "empty_list"]),
  /** Whether a custom app's token may read `GET /connections`. */
  customList: z.enum(["answered", "refused"]),
})

export type SandboxSwitches = z.infer<typeof switchesSchema>
export type GraceVariant = SandboxSwitches["graceVariant"]
