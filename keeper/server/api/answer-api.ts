import type { IncomingMessage } from "node:http"
import { answerOperation } from "@/keeper/server/api/answer-operation"
import { API_PAGE, API_PAGE_SCRIPT, apiPage, apiPageScript } from "@/keeper/server/api/api-page"
import { openApiDocument } from "@/keeper/server/api/openapi"
import { type ApiOperation, findOperations } from "@/keeper/server/api/operations"
import { problemAnswer } from "@/keeper/server/api/problem-answer"
import { noQuery } from "@/keeper/server/api/schemas"
import type { Answer, AnswerContext } from "@/keeper/server/machines/http-message"
import { clientOf, parseForm, readClient } from "@/keeper/server/machines/read-client"
import {
  badRequest,
  type Refusal,
  refuse,
  unauthenticated,
} from "@/keeper/server/machines/refusals"
import { authenticate } from "@/keeper/services/access/authenticate"
import { parseJson } from "@/lib/parse-json"

/**
 * Answers `/api/v1`, for the same services as the token endpoint, by HTTP Basic. The document and its page are open to
 * everyone.
 */
export async function answerApi(parts: AnswerContext, call: ApiRequest): Promise<Answer> {
  const { path, request } = call
  const reads = request.method === "GET" || request.method === "HEAD"
  const document = DOCUMENTS[path]
  if (document !== undefined && reads) return document(parts.appUrl)
  const answer = document === undefined ? await route(parts, call) : wrongMethod(["GET"])
  return "code" in answer ? problemAnswer(answer, parts.appUrl) : answer
}

const DOCUMENTS: { [path: string]: (appUrl: string) => Answer | Promise<Answer> } = {
  "/api/v1": apiPage,
  "/api/v1/openapi.json": (appUrl) => ({
    status: 200,
    body: JSON.stringify(openApiDocument(appUrl)),
  }),
  [API_PAGE]: apiPage,
  [API_PAGE_SCRIPT]: apiPageScript,
}

async function route(parts: AnswerContext, call: ApiRequest): Promise<Answer | Refusal> {
  const { operations, id } = findOperations(call.path)
  if (operations.length === 0) {
    return refuse("not_found", "The API has no such address", API_PAGE)
  }
  const method = call.request.method === "HEAD" ? "GET" : call.request.method
  const operation = operations.find((one) => one.method === method)
  if (operation === undefined) return wrongMethod(operations.map((one) => one.method))
  const read = readInput(operation, call)
  if ("code" in read) return read
  return enter(parts, { ...call, operation, id, input: read })
}

async function enter(parts: AnswerContext, entry: Entry): Promise<Answer | Refusal> {
  const { request, operation, id, input } = entry
  const read = readClient(request.headers.authorization, {})
  const client = clientOf(parts, request, read)
  const known = await authenticate(parts.context, client)
  if (known.kind !== "service") return unauthenticated(known)
  const { service } = known
  return answerOperation(parts.context, {
    operation,
    service,
    id,
    client,
    idempotencyKey: keyOf(request),
    ...input,
  })
}

function keyOf({ headers }: IncomingMessage): string | null {
  const key = headers["idempotency-key"]
  return typeof key === "string" ? key : null
}

function readInput(operation: ApiOperation, { query, body, request }: ApiRequest): Input | Refusal {
  const parameters = parseForm(query ?? "")
  if (parameters === null) return badRequest("A parameter is given twice", API_PAGE)
  const checked = (operation.query ?? noQuery).safeParse({ ...parameters })
  if (!checked.success) {
    const detail =
      "The address has a parameter that does not belong there, or one with a wrong value"
    return badRequest(detail, API_PAGE)
  }
  if (operation.body === undefined) return { query: checked.data, body: null }
  if (body === null) return tooLarge
  if (!isJson(request.headers["content-type"])) return wrongType
  // A byte order mark is no part of the JSON (RFC 8259 §8.1).
  return { query: checked.data, body: parseJson(body.replace(/^\uFEFF/, "")) }
}

function wrongMethod(methods: ApiOperation["method"][]): Refusal {
  const detail = "This address does not support that method"
  const allowed = methods.map((one) => (one === "GET" ? "GET, HEAD" : one))
  return { ...refuse("method_not_allowed", detail, API_PAGE), allowed: allowed.join(", ") }
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(";")[0]?.trim().toLowerCase() === "application/json"
}

const TOO_LARGE = "The body can be at most 16 KB, or 2 MB for an import"
const tooLarge = refuse("content_too_large", TOO_LARGE, API_PAGE)
const wrongType = refuse("unsupported_media_type", "The body must be application/json", API_PAGE)

type Input = { query: unknown; body: unknown }
type Entry = ApiRequest & { operation: ApiOperation; id: string; input: Input }
export type ApiRequest = {
  request: IncomingMessage
  path: string
  query: string | null
  /** Null if it was too large. */
  body: string | null
}
