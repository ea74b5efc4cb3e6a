import { addAlertChannel } from "@/keeper/alerts/channels/channels"
import { testAlertChannel } from "@/keeper/alerts/channels/send-now"
import { streamEvents } from "@/keeper/alerts/deliver/stream-events"
import { APP_VERBS } from "@/keeper/apps/verbs"
import { changeMailServer, testMailServer } from "@/keeper/mail/change-mail-server"
import { takeAppCode } from "@/keeper/members/factors/code-apps"
import { changeSso } from "@/keeper/sso/settings/change-sso"
import { testSso } from "@/keeper/sso/settings/test-sso"
import { startSso } from "@/keeper/sso/start-sso"
import { addApp, addProvenMember, codeOf } from "@/keeper/testing/factor-test-env"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { SECOND_CLIENT } from "@/sandbox/seed"

/** One row of each kind that holds something sealed besides token sets, and what depends on it. */
export async function storeSealedRows(testEnv: TestEnv, hookUrl: string): Promise<SealedRow[]> {
  return [
    await storeApp(testEnv),
    await storeSso(testEnv),
    await storeMailServer(testEnv),
    await storeCodeApp(testEnv),
    await storeChannel(testEnv, hookUrl),
  ]
}

/** A webhook that gets all activity. */
export async function storeChannel(testEnv: TestEnv, url: string): Promise<SealedRow> {
  const { keeper, memberId, db } = testEnv
  const settings = { kind: "webhook", name: "SIEM", url, sends: "activity" } as const
  const added = await addAlertChannel(keeper, memberId, settings)
  if (added.kind !== "added") throw new Error(added.kind)
  const { channelId: id } = added
  keeper.alerts.timings.lateCommit = 0
  return {
    ...(await place(testEnv, { table: "AlertChannel", column: "secretSealed", id })),
    async use() {
      const test = await testAlertChannel(keeper, memberId, { channelId: id })
      await db.$executeRaw`
        UPDATE "AlertChannel" SET "streamDueAt" = '2026-01-01', "streamOutcome" = NULL, "streamedTo" = 0 WHERE "id" = ${id}::uuid`
      await streamEvents(keeper)
      const { streamOutcome } = await db.alertChannel.findUniqueOrThrow({ where: { id } })
      return { test, streamOutcome }
    },
    shut: { test: { kind: "sent", outcome: "shut" }, streamOutcome: "shut" },
    open: { test: { kind: "sent", outcome: null }, streamOutcome: null },
  }
}

async function storeApp(testEnv: TestEnv): Promise<SealedRow> {
  const { keeper, memberId } = testEnv
  const { clientId, clientSecret, name } = SECOND_CLIENT
  const app = { kind: "web" as const, name, clientId }
  const entry = { ...app, clientSecrets: [clientSecret], scopes: SCOPES }
  const added = await APP_VERBS.addXeroApp(keeper, memberId, entry, "-")
  if (added.kind !== "added") throw new Error(added.kind)
  const { xeroAppId } = added
  const first = { xeroAppId, position: 0, hint: "-one" }
  return {
    ...(await place(testEnv, { table: "XeroApp", column: "clientSecretsSealed", id: xeroAppId })),
    async use() {
      return {
        added: await APP_VERBS.addXeroAppSecret(keeper, memberId, { xeroAppId, clientSecret }, "-"),
        removed: await APP_VERBS.removeXeroAppSecret(keeper, memberId, first, "-"),
      }
    },
    shut: { added: { kind: "secrets_shut" }, removed: { kind: "secrets_shut" } },
    open: { added: { kind: "same_secret" }, removed: { kind: "last_secret" } },
  }
}

async function storeSso(testEnv: TestEnv): Promise<SealedRow> {
  const { keeper, memberId } = testEnv
  const client = { issuer: "http://localhost:1", clientId: "tenantry" }
  const settings = { ...SSO, ...client }
  const changed = await changeSso(keeper, memberId, { settings, clientSecret: "a-made-up-secret" })
  if (changed.kind !== "changed") throw new Error(changed.kind)
  return {
    ...(await place(testEnv, { table: "SsoSettings", column: "clientSecretSealed", id: null })),
    async use() {
      return {
        started: await startSso(keeper, { path: "/", invitation: null }),
        tested: await testSso(keeper, { ...client, clientSecret: null }),
      }
    },
    shut: { started: { reason: "secret_shut" }, tested: { why: "secret_needed" } },
    open: {
      started: { reason: "unreachable" },
      tested: { kind: "problem", problem: "unreachable" },
    },
  }
}

async function storeMailServer(testEnv: TestEnv): Promise<SealedRow> {
  const { keeper, memberId } = testEnv
  const server = {
    host: "127.0.0.1",
    port: 1,
    security: "tls",
    from: "a@tenantry.example",
  } as const
  const account = { smtpName: "a", smtpPassword: "a-made-up-password" }
  const changed = await changeMailServer(keeper, memberId, { ...server, ...account })
  if (changed.kind !== "changed") throw new Error(changed.kind)
  return {
    ...(await place(testEnv, { table: "MailServer", column: "passwordSealed", id: null })),
    use: () => testMailServer(keeper, memberId),
    shut: { outcome: "shut" },
    open: { outcome: "connection_refused" },
  }
}

async function storeCodeApp(testEnv: TestEnv): Promise<SealedRow> {
  const { keeper, db, lines } = testEnv
  const { memberId, sessionId } = await addProvenMember(keeper)
  const { secret } = await addApp(keeper, { memberId, sessionId })
  const { id } = await db.codeApp.findFirstOrThrow({ where: { memberId } })
  return {
    ...(await place(testEnv, { table: "CodeApp", column: "secretSealed", id })),
    async use() {
      const taken = await takeAppCode(keeper, memberId, codeOf(secret, 1))
      return { taken, isLogged: lines.some((line) => line.includes("code_app_shut")) }
    },
    shut: { taken: false, isLogged: true },
    open: { taken: true },
  }
}

async function place({ db }: TestEnv, { table, column, id }: Place): Promise<StoredPlace> {
  const where = id === null ? "" : `WHERE "id" = '${id}'`
  const read = async () => {
    const [row] = await db.$queryRawUnsafe<{ sealed: string }[]>(
      `SELECT "${column}" AS "sealed" FROM "${table}" ${where}`,
    )
    return row?.sealed ?? ""
  }
  const put = async (value: string) => {
    await db.$executeRawUnsafe(`UPDATE "${table}" SET "${column}" = $1 ${where}`, value)
  }
  return { id, column, sealed: await read(), read, put }
}

const SCOPES = ["openid", "profile", "email", "offline_access", "accounting.settings.read"]
const SSO = {
  name: "Ledgers",
  domains: ["ledgers.example"],
  newMembers: "anyone" as const,
  trustsEmail: false,
  groupsClaim: null,
  ownerGroups: [],
  adminGroups: [],
  viewerGroups: [],
}

type Place = { table: string; column: string; id: string | null }
type StoredPlace = {
  id: string | null
  column: string
  sealed: string
  read(): Promise<string>
  put(value: string): Promise<void>
}
export type SealedRow = StoredPlace & {
  use(): Promise<unknown>
  /** What `use` gives, at least, while the value does not open, and while it does. */
  shut: object
  open: object
}
