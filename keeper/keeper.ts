import type { AlertContext } from "@/keeper/alerts/alert-context"
import type { Guard } from "@/keeper/guard/guard"
import type { Journal } from "@/keeper/journal/journal"
import type { LinkPace } from "@/keeper/links/pace"
import type { Machine } from "@/keeper/machine/machine"
import type { Numbers } from "@/keeper/numbers/numbers"
import type { SingleFlight } from "@/keeper/single-flight"
import type { Slots } from "@/keeper/slots"
import type { SsoContext } from "@/keeper/sso/sso-context"
import type { Timings } from "@/keeper/timings"
import type { Vault } from "@/keeper/vault/vault"
import type { Client } from "@/keeper/xero/token-endpoint"
import type { Xero } from "@/keeper/xero/xero"
import type { OperationInput, OperationName, OperationOutput } from "@/lib/contract/operations"
import type { Db, PoolUse } from "@/lib/db/create-db"
import type { DatabaseWatch } from "@/lib/db/outage/watch-database"
import type { Log } from "@/lib/log"

/** What the keeper's verbs work with. A process has one; tests run two on one database. */
export type Keeper = {
  /** Names this process in leases and attempts. */
  id: string
  db: Db
  /** How busy the connections behind `db` are. */
  pool: PoolUse
  /** Knows whether the database is away. */
  outage: DatabaseWatch
  /** The folder of this installation, where it has one. */
  dataDir: string | null
  /** The origin under which browsers know the product. */
  appUrl: string
  vault: Vault
  /** Where answers of Xero are written besides the database. */
  journal: Journal
  /** The machine that this process runs on. */
  machine: Machine
  xero: Xero
  /** Knows whether this database is ours to act on. */
  guard: Guard
  /** What alerts work with. */
  alerts: AlertContext
  /** How often holders of links may ask. */
  linkPace: LinkPace
  /** What single sign-on works with. */
  sso: SsoContext
  log: Log
  /** What this process has counted. */
  numbers: Numbers
  timings: Timings
  /** Events and attempts older than this are removed. */
  retentionMonths: number
  /** The environment's `XeroApp` row; in a copied database, the one that it came with. */
  xeroAppId: string
  /** Apps with their secrets opened, by row, as long as the row holds the same. */
  clients: Map<string, { sealed: string; client: Client }>
  /** At most five token requests at once. */
  tokenSlots: Slots
  /** Callers of the same grant share one attempt. */
  refreshing: SingleFlight
  /** Callers that read the same stored rows share one reading. */
  readings: SingleFlight
  /** Consents that are being completed, by id. */
  completing: Map<string, Promise<void>>
  /** Answers received but not yet committed. While there are any, the process is not ready. */
  unsaved: Set<string>
  draining: boolean
}

/** What does the operations that web asks for, by name. */
export type Verbs<Names extends OperationName> = {
  [N in Names]: (
    keeper: Keeper,
    memberId: string,
    input: OperationInput<N>,
    sessionId: string,
  ) => Promise<OperationOutput<N>>
}
