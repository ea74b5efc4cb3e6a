import { z } from "zod"
import { type CodeSample, codeSamples } from "@/keeper/server/api/code-samples"
import { LONGEST_KEY } from "@/keeper/server/api/idempotency-key"
import {
  ERRORS,
  OF_ALL,
  OF_BODIES,
  reference,
  refusals,
  response,
  TOKEN_REFUSALS,
} from "@/keeper/server/api/openapi-refusals"
import { API_OPERATIONS, type ApiOperation } from "@/keeper/server/api/operations"
import { NAMED, noQuery } from "@/keeper/server/api/schemas"

/** The OpenAPI 3.1 document, built from the schemas that type and check the code. */
export function openApiDocument(appUrl: string): OpenApiDocument {
  const tokenUrl = `${appUrl}/oauth/token`
  return {
    openapi: "3.1.1",
    info: {
      title: "Tenantry",
      version: "1",
      description: INTRODUCTION,
    },
    servers: [{ url: appUrl }],
    security: [{ client: [] }],
    paths: { "/oauth/token": { post: tokenOperation(tokenUrl) }, ...paths(appUrl) },
    components: {
      schemas: components(),
      securitySchemes: {
        client: {
          type: "http",
          scheme: "basic",
          description: `At ${tokenUrl} also as form fields`,
        },
      },
    },
  }
}

function tokenOperation(url: string): Operation {
  const form = { grant_type: "client_credentials", resource: "TENANT_ID" }
  return {
    operationId: "issueToken",
    summary: "Get an access token",
    description:
      "For one organisation: RFC 6749, section 4.4, with the resource parameter of RFC 8707.",
    "x-codeSamples": codeSamples({ method: "POST", url, form }),
    // HTTP Basic, or client_id and client_secret in the form; OpenAPI has no scheme for the latter.
    security: [{ client: [] }, {}],
    parameters: [],
    requestBody: body("application/x-www-form-urlencoded", "TokenForm"),
    responses: {
      200: response("The access token", "application/json", "Token"),
      ...refusals(TOKEN_REFUSALS, "application/json", "OAuthError"),
    },
  }
}

function paths(appUrl: string): Record<string, Record<string, Operation>> {
  const all: Record<string, Record<string, Operation>> = {}
  for (const one of API_OPERATIONS)
    all[one.path] = { ...all[one.path], [one.method.toLowerCase()]: operation(one, appUrl) }
  return all
}

function operation(one: ApiOperation, appUrl: string): Operation {
  const { name, method, summary, description, path, answer, refusals: own } = one
  const { success = 200, query = noQuery } = one
  const codes = [...OF_ALL, ...own, ...(one.body === undefined ? [] : OF_BODIES)]
  const [, named] = /\{(\w+)\}/.exec(path) ?? []
  const url = `${appUrl}${path.replace(/\{(\w+)Id\}/, (_, what) => `${what.toUpperCase()}_ID`)}`
  const json = one.body === undefined ? undefined : exampleOf(one.body)
  return {
    operationId: name,
    summary,
    description,
    "x-codeSamples": codeSamples({ method, url, json }),
    parameters: [
      ...(named === undefined ? [] : [idIn(named)]),
      ...queryParameters(query),
      ...(one.takesKey === true ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(one.body && { requestBody: body("application/json", nameOf(one.body)) }),
    responses: {
      [success]: response("What was asked for", "application/json", nameOf(answer)),
      ...refusals(codes, "application/problem+json", "Problem"),
    },
  }
}

function exampleOf(schema: z.ZodType): object {
  const { examples = [] } = (z.globalRegistry.get(schema) ?? {}) as { examples?: unknown[] }
  const [example] = examples
  if (typeof example !== "object" || example === null) throw new Error("a body has no example")
  return example
}

function queryParameters(query: z.ZodType): object[] {
  const { properties = {} } = z.toJSONSchema(query, { io: "input", unrepresentable: "any" })
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", schema }))
}

function components(): Record<string, object> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    io: "input",
    uri: (id) => `#/components/schemas/${id}`,
  })
  const entries = NAMED.map((schema) => {
    const { $schema, $id, ...rest } = schemas[nameOf(schema)] ?? {}
    return [nameOf(schema), rest]
  })
  return Object.fromEntries(entries)
}

function nameOf(schema: z.ZodType): string {
  const id = z.globalRegistry.get(schema)?.id
  if (id === undefined) throw new Error("a schema of the document has no name")
  return id
}

function body(type: string, name: string): object {
  return { required: true, content: { [type]: { schema: reference(name) } } }
}

// In Markdown. The headings are entries of the page's menu.
const INTRODUCTION = `Xero access tokens and organisation statuses for services.
Every request needs the client id and secret of a service, which an owner makes under *Services*.

# Errors

Errors of \`/oauth/token\` are in the form of RFC 6749, all others in that of RFC 9457. Each has an address of the page
that helps to fix it.

| Status | Error | Meaning |
| --- | --- | --- |
${ERRORS}`

function idIn(name: string): object {
  return { name, in: "path", required: true, schema: { type: "string", format: "uuid" } }
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  schema: { type: "string", minLength: 1, maxLength: LONGEST_KEY, pattern: "^[ -~]*[!-~][ -~]*$" },
  description: "A key of your own: the same request with the same key is done only once",
}

export type Operation = {
  operationId: string
  summary: string
  description: string
  "x-codeSamples": CodeSample[]
  security?: object[]
  parameters: object[]
  requestBody?: object
  responses: Record<string, object>
}
export type OpenApiDocument = {
  openapi: string
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  security: object[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object>; securitySchemes: object }
}
