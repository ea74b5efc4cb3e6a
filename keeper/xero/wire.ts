import { z } from "zod"

/** RFC 6749 §5.1, with Xero's habits: no refresh token without offline_access, an id_token with openid (docs/xero.md §1.4). */
export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().min(1).optional(),
  scope: z.string().optional(),
})

/** RFC 6749 §5.2; Xero sends the code alone (docs/xero.md §1.5). */
export const tokenError = z.object({ error: z.string().min(1) })

/** What Tenantry reads of an access token that came straight from the token endpoint (docs/xero.md §2.4). */
export const accessTokenClaims = z.object({
  xero_userid: z.guid(),
  authentication_event_id: z.guid().optional(),
  scope: z.union([z.array(z.string()), z.string().transform((one) => one.split(" "))]).optional(),
})

/** Present when profile and email were asked for (docs/xero.md §2.5). */
export const idTokenClaims = z.object({
  xero_userid: z.string(),
  name: z.string().optional(),
  given_name: z.string().optional(),
  family_name: z.string().optional(),
  preferred_username: z.string().optional(),
  email: z.string().optional(),
})

/** RFC 7515 §4: which key signed a token. */
export const jwtHeader = z.object({ kid: z.string() })

/** RFC 7517 §5; the library that checks signatures reads the rest. */
export const jwks = z.object({ keys: z.array(z.object({ kid: z.string().optional() })).min(1) })

/** One element of GET /connections (xero-identity.yaml; `authEventId` and `tenantName` can be null). */
export const connectionList = z.array(
  z.object({
    id: z.guid().transform((one) => one.toLowerCase()),
    tenantId: z.guid().transform((one) => one.toLowerCase()),
    authEventId: z
      .guid()
      .transform((one) => one.toLowerCase())
      .nullish()
      .transform((one) => one ?? null),
    tenantType: z
      .string()
      .nullish()
      .transform((one) => one ?? "ORGANISATION"),
    tenantName: z
      .string()
      .nullish()
      .transform((one) => one ?? "(no name)"),
  }),
)

/** The JSON in a body, or undefined: a body that is no JSON is evidence, not an exception. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

export type ListedConnection = z.output<typeof connectionList>[number]
