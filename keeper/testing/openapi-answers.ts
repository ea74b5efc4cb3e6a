import Ajv2020 from "ajv/dist/2020"
import addFormats from "ajv-formats"
import type { OpenApiDocument } from "@/keeper/server/api/openapi"

/** Holds answers to what the document says of that operation, status and content type: null where it is so, else what is not. */
export function createAnswerCheck(document: OpenApiDocument): AnswerCheck {
  const ajv = new Ajv2020({ strict: false })
  addFormats(ajv)
  ajv.addSchema(document, "openapi.json")
  return {
    findFault({ path, method }, { status, headers, body }) {
      const operation = document.paths[path]?.[method.toLowerCase()]
      if (operation === undefined)
        return UNKNOWN.has(status) ? null : `${method} ${path} is not stated`
      const content = headers.get("content-type") ?? ""
      const place = ["paths", path, method.toLowerCase(), "responses", String(status), "content"]
      const pointer = [...place, content, "schema"]
        .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
        .join("/")
      const validate = ajv.getSchema(`openapi.json#/${pointer}`)
      if (validate === undefined) return `${method} ${path} ${status} ${content} is not stated`
      return validate(body) ? null : JSON.stringify(validate.errors)
    },
  }
}

/** What an address or a method that the document does not have is answered with. */
const UNKNOWN = new Set([404, 405])

type Reply = { status: number; headers: Headers; body: unknown }
export type AnswerCheck = {
  /** `path` as the document has it. */
  findFault(operation: { path: string; method: string }, reply: Reply): string | null
}
