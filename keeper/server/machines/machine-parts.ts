import type { IncomingMessage } from "node:http"
import type { ServiceContext } from "@/keeper/services/service-context"

/** What every answer to a service is made with. */
export type MachineParts = {
  context: ServiceContext
  appUrl: string
  addressOf(request: IncomingMessage): string
}
