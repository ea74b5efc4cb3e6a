import type { z } from "zod"
import { importProgress, importRequest } from "@/keeper/server/api/import-schemas"
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
  {
    name: "importTokens",
    method: "POST",
    path: "/api/v1/imports",
    summary: "Import refresh tokens",
    description:
      "Brings in refresh tokens that another program holds. Each is sent to Xero once: stop that program first. Needs the right to import.",
    query: noQuery,
    body: importRequest,
    answer: importProgress,
    refusals: [...ALWAYS, "access_denied", "content_too_large", "unsupported_media_type"],
  },
  {
    name: "getImport",
    method: "GET",
    path: "/api/v1/imports/{importId}",
    summary: "Get an import's outcomes",
    description: "What became of each row so far. Needs the right to import.",
    query: noQuery,
    body: null,
    answer: importProgress,
    refusals: [...ALWAYS, "access_denied", "not_found"],
  },
] as const satisfies ApiOperation[]

/** The operations at this path, and the organisation or the import that the path names. */
export function findOperations(path: string): FoundOperations {
  const importId = /^\/api\/v1\/imports\/([^/]+)$/.exec(path)?.[1] ?? ""
  const [, tenantId = "", rest = ""] = /^\/api\/v1\/tenants\/([^/]+)(\/[a-z]+)?$/.exec(path) ?? []
  const named = tenantId === "" ? path : `/api/v1/tenants/{tenantId}${rest}`
  const pattern = importId === "" ? named : "/api/v1/imports/{importId}"
  return { operations: API_OPERATIONS.filter((one) => one.path === pattern), tenantId, importId }
}

type FoundOperations = { operations: ApiOperation[]; tenantId: string; importId: string }
export type ApiOperation = {
  name: "listTenants" | "getTenant" | "getToken" | "reportRefusal" | "importTokens" | "getImport"
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
