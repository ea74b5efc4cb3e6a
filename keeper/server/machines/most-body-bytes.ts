import type { IncomingMessage } from "node:http"
import { type AnswerContext, MOST_BODY_BYTES } from "@/keeper/server/machines/http-message"
import { clientOf, readClient } from "@/keeper/server/machines/read-client"
import { recognise } from "@/keeper/services/access/authenticate"
import { IMPORTS_PATH, MOST_IMPORT_BYTES } from "@/lib/machine-paths"

/**
 * How large a body may be. A large one is read only from a service that may import: from anybody else it would fill the
 * memory of this process.
 */
export function mostBodyBytes(
  parts: AnswerContext,
  { request, path }: { request: IncomingMessage; path: string },
): number | Promise<number> {
  const isSmall = Number(request.headers["content-length"] ?? Infinity) <= MOST_BODY_BYTES
  if (path !== IMPORTS_PATH || isSmall) return MOST_BODY_BYTES
  return mayImport(parts, request).then((may) => (may ? MOST_IMPORT_BYTES : MOST_BODY_BYTES))
}

async function mayImport(parts: AnswerContext, request: IncomingMessage): Promise<boolean> {
  const client = clientOf(parts, request, readClient(request.headers.authorization, {}))
  const known = await recognise(parts.context, client)
  return known.kind === "service" && known.service.rights.includes("import_tokens")
}
