import type { IncomingMessage } from "node:http"
import { type AnswerContext, MOST_BODY_BYTES } from "@/keeper/server/machines/http-message"
import { clientOf, readClient } from "@/keeper/server/machines/read-client"
import { type Refusal, unauthenticated } from "@/keeper/server/machines/refusals"
import { recognise } from "@/keeper/services/access/authenticate"
import { IMPORTS_PATH, MOST_IMPORT_BYTES } from "@/lib/machine-paths"

/**
 * How large a body may be. A large one is read only from a service that may import: from anybody else it would fill the
 * memory of this process. A caller that is not recognised gets that refusal, whatever its body is.
 */
export function mostBodyBytes(
  parts: AnswerContext,
  { request, path }: { request: IncomingMessage; path: string },
): number | Promise<number | Refusal> {
  const { "content-length": length, "transfer-encoding": coding } = request.headers
  const isSmall = Number(length ?? (coding === undefined ? 0 : Infinity)) <= MOST_BODY_BYTES
  if (path !== IMPORTS_PATH || isSmall) return MOST_BODY_BYTES
  return mostFrom(parts, request)
}

async function mostFrom(parts: AnswerContext, request: IncomingMessage): Promise<number | Refusal> {
  const client = clientOf(parts, request, readClient(request.headers.authorization, {}))
  const known = await recognise(parts.context, client)
  if (known.kind !== "service") return unauthenticated(known)
  return known.service.rights.includes("import_tokens") ? MOST_IMPORT_BYTES : MOST_BODY_BYTES
}
