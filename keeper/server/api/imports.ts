import type { z } from "zod"
import { storeImport } from "@/keeper/imports/read-import"
import { beginImport } from "@/keeper/imports/start-import"
import type { ApiCall } from "@/keeper/server/api/api-call"
import { API_PAGE } from "@/keeper/server/api/api-page"
import { isKey, WRONG_KEY } from "@/keeper/server/api/idempotency-key"
import { type importProgress, importRequest } from "@/keeper/server/api/import-schemas"
import type { Answer } from "@/keeper/server/machines/http-message"
import {
  badRequest,
  COPIED,
  FAILED,
  type Refusal,
  refuse,
  withoutRight,
} from "@/keeper/server/machines/refusals"
import { parseId } from "@/keeper/services/access/authenticate"
import type { ServiceContext } from "@/keeper/services/service-context"
import { stableId } from "@/keeper/stable-id"
import { importOutcome } from "@/lib/contract/import-operations"
import { importOutcomeText, importTroubleText, UNREADABLE_FILES } from "@/lib/words/import-text"

/**
 * Reads refresh tokens that a service brings, has them sent, and says how far each row is. The same request with the same
 * `Idempotency-Key` is the same import.
 */
export async function importTokens(
  { keeper }: ServiceContext,
  { service, body, idempotencyKey: key }: ApiCall,
): Promise<Answer | Refusal> {
  if (!service.rights.includes("import_tokens")) return withoutRight(service.id, IMPORT)
  const parsed = importRequest.safeParse(body)
  if (!parsed.success) return badRequest(WRONG_BODY, API_PAGE)
  if (key !== null && !isKey(key)) return WRONG_KEY
  if (keeper.guard.isCopy()) return COPIED
  if (keeper.draining || !(await keeper.vault.probe())) return FAILED
  const { content: text, client_id: clientId } = parsed.data
  const app = clientId === undefined ? DEFAULT_APP : { clientId }
  const { id: serviceId } = service
  const importId =
    key === null ? undefined : stableId(JSON.stringify([serviceId, key, clientId, text]))
  const brought = { fileName: null, text, app, serviceId, importId }
  const stored = await storeImport(keeper, brought)
  if (stored.kind === "unreadable") return badRequest(UNREADABLE_FILES[stored.why], API_PAGE)
  const begun = await beginImport(keeper.db, stored.importId, { serviceId })
  if (begun.kind === "forbidden") return withoutRight(serviceId, IMPORT)
  return (await progressOf(keeper, stored.importId, serviceId)) ?? NOT_FOUND
}

/** How far an import of this service is. */
export async function getImport(
  { keeper }: ServiceContext,
  { service, id: written }: ApiCall,
): Promise<Answer | Refusal> {
  if (!service.rights.includes("import_tokens")) return withoutRight(service.id, IMPORT)
  const id = parseId(written)
  const answer = id === null ? null : await progressOf(keeper, id, service.id)
  return answer ?? NOT_FOUND
}

async function progressOf(
  { db }: ServiceContext["keeper"],
  id: string,
  serviceId: string,
): Promise<Answer | null> {
  const found = await db.import.findFirst({
    where: { id, serviceId },
    select: {
      finishedAt: true,
      rows: { orderBy: { position: "asc" }, select: ROW },
    },
  })
  if (found === null) return null
  const progress: z.input<typeof importProgress> = {
    id,
    finished: found.finishedAt !== null,
    rows: found.rows.map(({ line, reference, lastTrouble, outcome }) => {
      const told = importOutcome.safeParse(outcome).data
      const organisations = told?.kind === "connected" ? told.organisations : []
      return {
        line,
        reference,
        outcome: told?.kind ?? null,
        detail: told === undefined ? importTroubleText(lastTrouble) : importOutcomeText(told).text,
        tenants: organisations.map((one) => one.tenantId),
      }
    }),
  }
  return { status: 200, body: JSON.stringify(progress) }
}

const DEFAULT_APP = { isDefault: true } as const
const ROW = { line: true, reference: true, lastTrouble: true, outcome: true } as const
const IMPORT = "import refresh tokens"
const NOT_FOUND = refuse("not_found", "This service has no such import", API_PAGE)
const WRONG_BODY =
  'The body must be {"content": "…", "old_program_stopped": true}, where content is the text of a file of refresh tokens'
