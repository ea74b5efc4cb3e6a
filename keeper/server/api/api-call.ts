import type { ApiOperation } from "@/keeper/server/api/operations"
import type { Client } from "@/keeper/services/access/authenticate"
import type { KnownService } from "@/keeper/services/memory/service-cache"

/** What an authenticated service asks for. */
export type ApiCall = {
  operation: ApiOperation
  service: KnownService
  /** As written in the path. */
  id: string
  /** The header of its name. */
  idempotencyKey: string | null
  query: unknown
  body: unknown
  client: Client
}
