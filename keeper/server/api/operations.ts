import type { z } from "zod"
import {
  finding,
  noQuery,
  pageQuery,
  report,
  tenant,
  tenantPage,
  token,
  tokenQuery,
} from "@/keeper/server/api/schemas"
import type { RefusalCode } from "@/keeper/server/machines/refusals"

const ALWAYS: RefusalCode[] = [
  "invalid_request",
  "invalid_client",
  "too_many_requests",
  "temporarily_unavailable",
]

/** What the API answers. The routes, the document and its tests are all made from this list. */
export const API_OPERATIONS = [
  {
    name: "listTenants",
    method: "GET",
    path: "/api/v1/tenants",
    summary: "List organisations",
    description: "Those that the service may reach, in the order of their ids, a page at a time.",
    query: pageQuery,
    body: null,
    answer: tenantPage,
    refusals: ALWAYS,
  },
  {
    name: "getTenant",
    method: "GET",
    path: "/api/v1/tenants/{tenantId}",
    summary: "Get one organisation",
    description: "Is it connected, and if not, why?",
    query: noQuery,
    body: null,
    answer: tenant,
    refusals: [...ALWAYS, "invalid_target"],
  },
  {
    name: "getToken",
    method: "GET",
    path: "/api/v1/tenants/{tenantId}/token",
    summary: "Get an organisation's access token",
    description: "The same as POST /oauth/token.",
    query: tokenQuery,
    body: null,
    answer: token,
    refusals: [...ALWAYS, "invalid_target", "reconnect_required", "tenant_disconnected"],
  },
  {
    name: "reportRefusal",
    method: "POST",
    path: "/api/v1/tenants/{tenantId}/report",
    summary: "Report a refusal",
    description:
      "Xero answered this organisation's token with 401 or 403: Tenantry asks Xero now what is the matter.",
    query: noQuery,
    body: report,
    answer: finding,
    refusals: [...ALWAYS, "invalid_target", "content_too_large", "unsupported_media_type"],
  },
] as const satisfies ApiOperation[]

/** The operations at this path, and the organisation that the path names. */
export function findOperations(path: string): { operations: ApiOperation[]; tenantId: string } {
  const [, tenantId = "", rest = ""] = /^\/api\/v1\/tenants\/([^/]+)(\/[a-z]+)?$/.exec(path) ?? []
  const pattern = tenantId === "" ? path : `/api/v1/tenants/{tenantId}${rest}`
  return { operations: API_OPERATIONS.filter((one) => one.path === pattern), tenantId }
}

export type ApiOperation = {
  name: "listTenants" | "getTenant" | "getToken" | "reportRefusal"
  method: "GET" | "POST"
  path: string
  /** A few words, for a list of operations. */
  summary: string
  description: string
  query: z.ZodType
  body: z.ZodType | null
  answer: z.ZodType
  refusals: RefusalCode[]
}
