import { z } from "zod"
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
    type: z.string().meta({ description: "As Xero says it", examples: ["ORGANISATION"] }),
    status,
    status_word: z.string().meta({ description: "As people see it", examples: ["Healthy"] }),
    reason: z.string().meta({ description: "Why it is in that status", examples: ["ok"] }),
    detail: z.string().meta({ description: "Both in sentences: what happened, and what to do" }),
    sign_in_valid_until: z.iso.datetime().nullable().meta({
      description: "The last day of the sign-in if it is never refreshed; null: it has ended",
    }),
    scopes: z.array(z.string()).meta({ description: "What its access tokens may do" }),
  })
  .meta({ id: "Tenant", description: "An organisation that the service may reach" })

export const tenantPage = z
  .strictObject({
    tenants: z.array(tenant),
    next: z
      .string()
      .nullable()
      .meta({ description: "Address of the next page; null: there is none" }),
  })
  .meta({ id: "TenantPage" })

const warning = z
  .strictObject({
    code: z.enum([...TENANT_STATUSES, "short_lived"]).meta({
      description:
        "The organisation's status, or short_lived: the token lives for less than minimum_seconds",
    }),
    reason: z.string(),
    detail: z.string(),
  })
  .meta({
    id: "Warning",
    description: "Something goes wrong that the caller need not care about yet",
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
      "A live access token of Xero. Where no newer one can be had, one that lives for less than minimum_seconds is handed out with a warning.",
  })

export const report = z
  .strictObject({ status: z.union([z.literal(401), z.literal(403)]) })
  .meta({ id: "Report", description: "The status with which Xero answered a request" })

export const finding = z
  .strictObject({
    tenant,
    sign_in: z
      .enum(["works", "in_question", "ended", "not_answering"])
      .meta({ description: "Can the sign-in be refreshed?" }),
    listed: z
      .boolean()
      .nullable()
      .meta({ description: "Does Xero still list the organisation? null: it did not say" }),
  })
  .meta({ id: "Finding", description: "What the keeper found when it asked Xero" })

export const problem = z
  .strictObject({
    type: z.string().regex(/^urn:tenantry:problem:[a-z-]+$/),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    error: z.enum(CODES).meta({ description: "The last part of type, as /oauth/token has it" }),
    error_uri: z.url().meta({ description: "The page that mends it" }),
  })
  .meta({ id: "Problem", description: "RFC 9457" })

export const oauthProblem = z
  .strictObject({ error: z.string(), error_description: z.string(), error_uri: z.url() })
  .meta({ id: "OAuthError", description: "RFC 6749, section 5.2" })

export const tokenForm = z
  .looseObject({
    grant_type: z.literal("client_credentials"),
    resource: z.string().optional().meta({
      description:
        "A tenant id, plain or as urn:uuid:. May be left out where the service reaches exactly one.",
    }),
    minimum_seconds: z.int().min(0).max(1_500).default(300).meta({
      description: "The access token shall live at least that long",
    }),
    client_id: z.string().optional().meta({ description: "Instead of HTTP Basic" }),
    client_secret: z.string().optional().meta({ description: "Instead of HTTP Basic" }),
  })
  .meta({ id: "TokenForm" })

/** Query strings hold text only; a parameter without a value counts as left out, as it does at the token endpoint. */
function wholeNumber(least: number, most: number, usual: number) {
  return z.preprocess(
    (text) => (text === "" ? undefined : /^\d{1,4}$/.test(String(text)) ? Number(text) : text),
    z.int().min(least).max(most).default(usual),
  )
}

export const pageQuery = z.strictObject({
  status: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(status))
    .optional()
    .meta({ description: `One or several with commas between: ${TENANT_STATUSES.join(", ")}` }),
  limit: wholeNumber(1, MOST_A_PAGE, USUAL_A_PAGE),
  after: z.guid().optional().meta({ description: "The last id of the page before" }),
})
export const tokenQuery = z.strictObject({
  minimum_seconds: wholeNumber(0, 1_500, 300),
})
export const noQuery = z.strictObject({})

/** The ones that the document names. */
export const NAMED = [
  ...[tenant, tenantPage, warning, token, tokenForm, report, finding, problem, oauthProblem],
] as const

export type PageQuery = z.output<typeof pageQuery>
export type TenantView = z.output<typeof tenant>
