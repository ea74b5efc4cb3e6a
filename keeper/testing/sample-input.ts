import { z } from "zod"

/** Something that an operation takes, with `text` wherever it wants no text of a certain form. */
export function sampleInput(input: z.ZodType, text: string): unknown {
  return sampleOf(z.toJSONSchema(input, { io: "input", unrepresentable: "any" }), text)
}

function sampleOf(schema: z.core.JSONSchema.JSONSchema, text: string): unknown {
  const [first] = schema.anyOf ?? schema.oneOf ?? schema.enum ?? []
  if (first !== undefined) return isSchema(first) ? sampleOf(first, text) : first
  if (schema.const !== undefined) return schema.const
  switch ([schema.type].flat()[0]) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, one]) => [
          name,
          name === "email" ? EMAIL : sampleOf(isSchema(one) ? one : {}, text),
        ]),
      )
    case "array":
      return []
    case "string":
      return FORMS[schema.format ?? ""] ?? text
    case "integer":
    case "number":
      return schema.minimum ?? 1
    case "boolean":
      return false
    default:
      return null
  }
}

function isSchema(value: unknown): value is z.core.JSONSchema.JSONSchema {
  return typeof value === "object" && value !== null
}

const EMAIL = "holder@ledgers.example"
const ID = "00000000-0000-4000-8000-000000000001"
const FORMS: Record<string, string> = {
  email: EMAIL,
  uuid: ID,
  guid: ID,
  uri: "https://ledgers.example",
}
