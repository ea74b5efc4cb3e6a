import type { IncomingMessage } from "node:http"
import { parse } from "node:querystring"
import type { AnswerContext } from "@/keeper/server/machines/http-message"
import type { Client } from "@/keeper/services/access/authenticate"

const BASIC = /^basic +([A-Za-z0-9+/_-]+=*) *$/i

/** Parses a form body or a query string; null if a name occurs twice. */
export function parseForm(text: string): Form | null {
  const parsed = parse(text, "&", "=", { maxKeys: 0 })
  for (const name in parsed) if (typeof parsed[name] !== "string") return null
  return parsed as Form
}

/**
 * Client id and secret by HTTP Basic, each form-urlencoded, or by form fields, never both (RFC 6749 §2.3.1). A parameter
 * without a value counts as left out (§3.2).
 */
export function readClient(authorization: string | undefined, form: Form): ClientReading {
  const { client_id: id, client_secret: secret } = form
  if (authorization === undefined) {
    if (!id || !secret) return { kind: "absent" }
    return { kind: "client", clientId: id, clientSecret: secret }
  }
  const basic = readBasic(authorization)
  if (basic === null) return { kind: "absent" }
  if (secret || (id && id !== basic.clientId)) return { kind: "two_ways" }
  return { kind: "client", ...basic }
}

function readBasic(authorization: string): { clientId: string; clientSecret: string } | null {
  const encoded = BASIC.exec(authorization)?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, "base64").toString()
  const colon = text.indexOf(":")
  if (colon === -1) return null
  const clientId = decode(text.slice(0, colon))
  const clientSecret = decode(text.slice(colon + 1))
  return clientId === null || clientSecret === null ? null : { clientId, clientSecret }
}

function decode(text: string): string | null {
  if (!/[%+]/.test(text)) return text
  try {
    return decodeURIComponent(text.replaceAll("+", " "))
  } catch {
    return null
  }
}

/** The client's credentials and address; the address is only worked out when needed. */
export function clientOf(
  { addressOf }: Pick<AnswerContext, "addressOf">,
  request: IncomingMessage,
  reading: ClientReading,
): Client {
  const { clientId, clientSecret } = reading.kind === "client" ? reading : NO_CLIENT
  // Bound for speed: an arrow function would be created for each request.
  return { clientId, clientSecret, address: addressOf.bind(null, request) }
}

const NO_CLIENT = { clientId: "", clientSecret: "" }

/** Has no prototype, so any name is safe as a key. */
export type Form = { [name: string]: string | undefined }
export type ClientReading =
  | { kind: "client"; clientId: string; clientSecret: string }
  | { kind: "absent" }
  | { kind: "two_ways" }
