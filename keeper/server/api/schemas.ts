import { z } from "zod"
import { IMPORT_SCHEMAS } from "@/keeper/server/api/import-schemas"
import { LINK_SCHEMAS, reference } from "@/keeper/server/api/link-schemas"
import { REFUSALS, type RefusalCode } from "@/keeper/server/machines/refusals"
import { TENANT_STATUSES } from "@/lib/tenants/status"

const CODES = Object.keys(REFUSALS) as [RefusalCode, ...RefusalCode[]]
const MOST_A_PAGE = 200
const USUAL_A_PAGE = 50

const status = z.enum(TENANT_STATUSES)
const tenantId = z.guid().meta({ description: "Xero's tenant id" })

export const tenant = z
  .strictObject({
    id: tenantId,
    name: z.string(),
    type: z
      .string()
      .meta({ description: "Xero's own name for the type", examples: ["ORGANISATION"] }),
    status,
    status_word: z
      .string()
      .meta({ description: "The status as people see it", examples: ["Healthy"] }),
    reason: z.string().meta({ description: "The reason for the status", examples: ["ok"] }),
    detail: z
      .string()
      .meta({ description: "Status and reason in sentences: what happened and what to do" }),
    sign_in_valid_until: z.iso.datetime().nullable().meta({
      description: "When the sign-in expires if it is never refreshed; null if it has ended",
    }),
    scopes: z.array(z.string()).meta({ description: "The scopes of its access tokens" }),
    reference: z
      .string()
      .nullable()
      .meta({ description: "What the link that connected it was given" }),
    authorisers: z
      .strictObject({
        count: z.int().meta({ description: "Xero users whose consents reach it" }),
        working: z.int().meta({ description: "Those whose sign-ins work" }),
        in_use: z.int().nullable().meta({
          description: "Which of them, in order from 1, its access tokens come from now",
        }),
      })
      .meta({ description: "When the first one's sign-in stops, the next one takes over" }),
  })
  .meta({ id: "Tenant", description: "An organisation that the service may access" })

export const tenantPage = z
  .strictObject({
    tenants: z.array(tenant),
    next: z
      .string()
      .nullable()
      .meta({ description: "Address of the next page; null on the last page" }),
  })
  .meta({ id: "TenantPage" })

const warning = z
  .strictObject({
    code: z.enum([...TENANT_STATUSES, "short_lived", "other_authoriser", "scopes_missing"]).meta({
      description:
        "The organisation's status; short_lived if the token expires in less than minimum_seconds; other_authoriser if its first authoriser's sign-in does not work and another's is used; scopes_missing if not all scopes that were asked for were granted",
    }),
    reason: z.string(),
    detail: z.string(),
  })
  .meta({
    id: "Warning",
    description: "A problem that does not affect the caller yet",
  })

export const token = z
  .strictObject({
    access_token: z.string(),
    token_type: z.literal("Bearer"),
    expires_in: z.int().positive().meta({ description: "Seconds" }),
    scope: z.string(),
    tenant_id: tenantId,
    tenant_name: z.string(),
    warnings: z.array(warning).optional(),
  })
  .meta({
    id: "Token",
    description:
      "A Xero access token. If no newer one is available, it may expire in less than minimum_seconds, and the answer holds a warning.",
  })

export const report = z.strictObject({ status: z.union([z.literal(401), z.literal(403)]) }).meta({
  id: "Report",
  description: "The HTTP status of Xero's answer to the service",
  examples: [{ status: 401 }],
})

export const finding = z
  .strictObject({
    tenant,
    sign_in: z
      .enum(["works", "in_question", "ended", "not_answering"])
      .meta({ description: "Can the sign-in be refreshed?" }),
    listed: z
      .boolean()
      .nullable()
      .meta({ description: "Does Xero still list the organisation? null if Xero did not say" }),
  })
  .meta({ id: "Finding", description: "What Tenantry found when it asked Xero" })

const problem = z
  .strictObject({
    type: z.string().regex(/^urn:tenantry:problem:[a-z-]+$/),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    error: z
      .enum(CODES)
      .meta({ description: "The last part of type, the same as error at /oauth/token" }),
    error_uri: z.url().meta({ description: "The page of Tenantry that helps to fix it" }),
  })
  .meta({ id: "Problem", description: "RFC 9457" })

const oauthProblem = z
  .strictObject({ error: z.string(), error_description: z.string(), error_uri: z.url() })
  .meta({ id: "OAuthError", description: "RFC 6749, section 5.2" })

const tokenForm = z
  .looseObject({
    grant_type: z.literal("client_credentials"),
    resource: z.string().optional().meta({
      description:
        "A tenant id, plain or as urn:uuid:. Optional if the service may access exactly one organisation.",
    }),
    scope: z.string().optional().meta({
      description:
        "The scopes that you need, with one space between them. The token always carries all that were granted: if some are missing, the answer holds a warning; if all are, it is invalid_scope.",
    }),
    minimum_seconds: z.int().min(0).max(1_500).default(300).meta({
      description: "The access token must be valid for at least this many seconds",
    }),
    client_id: z.string().optional().meta({ description: "Alternative to HTTP Basic" }),
    client_secret: z.string().optional().meta({ description: "Alternative to HTTP Basic" }),
  })
  .meta({ id: "TokenForm" })

/** A parameter without a value counts as missing, as at the token endpoint. */
function parameter<T extends z.ZodType>(schema: T) {
  return z.preprocess((text) => (text === "" ? undefined : text), schema)
}

/** Query strings hold text only. */
function wholeNumber(least: number, most: number, usual: number) {
  return z.preprocess(
    (text) => (/^\d{1,4}$/.test(String(text)) ? Number(text) : text),
    z.int().min(least).max(most).default(usual),
  )
}

export const pageQuery = z.strictObject({
  status: parameter(
    z
      .string()
      .transform((text) => text.split(","))
      .pipe(z.array(status))
      .optional()
      .meta({ description: `One or more, separated by commas: ${TENANT_STATUSES.join(", ")}` }),
  ),
  limit: parameter(wholeNumber(1, MOST_A_PAGE, USUAL_A_PAGE)),
  // Not without a value: whoever has no reference would get another customer's organisation.
  reference: reference.optional().meta({ description: "What a link gave it" }),
  after: parameter(z.guid().optional().meta({ description: "The last id of the previous page" })),
})
export const tokenQuery = z.strictObject({
  minimum_seconds: parameter(wholeNumber(0, 1_500, 300)),
})
export const noQuery = z.strictObject({})

/** The schemas that the document names. */
export const NAMED = [
  ...[tenant, tenantPage, warning, token, tokenForm, report, finding, problem, oauthProblem],
  ...IMPORT_SCHEMAS,
  ...LINK_SCHEMAS,
] as const

export type PageQuery = z.output<typeof pageQuery>
export type TenantView = z.output<typeof tenant>
