import type { z } from "zod"
import { importProgress, importRequest } from "@/keeper/server/api/import-schemas"
import { link, linkRequest, madeLink } from "@/keeper/server/api/link-schemas"
import {
  finding,
  pageQuery,
  report,
  tenant,
  tenantPage,
  token,
  tokenQuery,
} from "@/keeper/server/api/schemas"
import type { RefusalCode } from "@/keeper/server/machines/refusals"

/** What the API answers. The routes, the document and its tests are all made from this list. */
export const API_OPERATIONS = [
  {
    name: "listTenants",
    method: "GET",
    path: "/api/v1/tenants",
    summary: "List organisations",
    description: "Those that the service may reach, in the order of their ids, a page at a time.",
    query: pageQuery,
    answer: tenantPage,
    refusals: [],
  },
  {
    name: "getTenant",
    method: "GET",
    path: "/api/v1/tenants/{tenantId}",
    summary: "Get one organisation",
    description: "Is it connected, and if not, why?",
    answer: tenant,
    refusals: ["invalid_target"],
  },
  {
    name: "getToken",
    method: "GET",
    path: "/api/v1/tenants/{tenantId}/token",
    summary: "Get an organisation's access token",
    description: "The same as POST /oauth/token.",
    query: tokenQuery,
    answer: token,
    refusals: ["invalid_target", "reconnect_required", "tenant_disconnected"],
  },
  {
    name: "reportRefusal",
    method: "POST",
    path: "/api/v1/tenants/{tenantId}/report",
    summary: "Report a refusal",
    description:
      "Xero answered this organisation's token with 401 or 403: Tenantry now asks Xero what is wrong.",
    body: report,
    answer: finding,
    refusals: ["invalid_target"],
  },
  {
    name: "importTokens",
    method: "POST",
    path: "/api/v1/imports",
    summary: "Import refresh tokens",
    description:
      "Brings in refresh tokens that another program holds. Each is sent to Xero once: stop that program first. Needs the right to import. The same request with the same Idempotency-Key is the same import, and tells how far it is.",
    body: importRequest,
    answer: importProgress,
    takesKey: true,
    refusals: ["access_denied"],
  },
  {
    name: "getImport",
    method: "GET",
    path: "/api/v1/imports/{importId}",
    summary: "Get an import's outcomes",
    description: "What became of each row so far. Needs the right to import.",
    answer: importProgress,
    refusals: ["access_denied", "not_found"],
  },
  {
    name: "makeLink",
    method: "POST",
    path: "/api/v1/links",
    summary: "Make a link",
    description:
      "An address at which someone outside connects an organisation. Needs the right to make links. With the same Idempotency-Key the same request gets the same answer. At most 100 links an hour are sent by e-mail.",
    body: linkRequest,
    answer: madeLink,
    success: 201,
    takesKey: true,
    refusals: ["access_denied", "invalid_target", "idempotency_key_reused"],
  },
  {
    name: "getLink",
    method: "GET",
    path: "/api/v1/links/{linkId}",
    summary: "Get a link",
    description: "The state of one of this service's links.",
    answer: link,
    refusals: ["access_denied", "not_found"],
  },
  {
    name: "withdrawLink",
    method: "DELETE",
    path: "/api/v1/links/{linkId}",
    summary: "Withdraw a link",
    description: "The link stops working. One that is done stays done.",
    answer: link,
    refusals: ["access_denied", "not_found"],
  },
] as const satisfies ApiOperation[]

/** The operations at this path, and the id that it holds in place of `{…}`. */
export function findOperations(path: string): { operations: ApiOperation[]; id: string } {
  const found = API_OPERATIONS.map((operation) => ({ operation, id: idAt(operation.path, path) }))
  const matching = found.filter(({ id }) => id !== null)
  return { operations: matching.map((one) => one.operation), id: matching[0]?.id ?? "" }
}

function idAt(pattern: string, path: string): string | null {
  const [given, wanted] = [path.split("/"), pattern.split("/")]
  if (given.length !== wanted.length || given.includes("", 1)) return null
  const isNamed = (part: string) => part.startsWith("{")
  if (!wanted.every((part, index) => isNamed(part) || part === given[index])) return null
  return given[wanted.findIndex(isNamed)] ?? ""
}

export type ApiOperation = {
  name:
    | ("listTenants" | "getTenant" | "getToken" | "reportRefusal")
    | ("importTokens" | "getImport")
    | ("makeLink" | "getLink" | "withdrawLink")
  method: "GET" | "POST" | "DELETE"
  path: string
  /** A few words, for a list of operations. */
  summary: string
  description: string
  /** Of its address; none if it is absent. */
  query?: z.ZodType
  body?: z.ZodType
  answer: z.ZodType
  /** The status of its answer; 200 if none is named. */
  success?: 201
  /** It takes an `Idempotency-Key`. */
  takesKey?: true
  /** Besides those that each may get, and those of a body. */
  refusals: RefusalCode[]
}
