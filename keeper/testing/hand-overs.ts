import { openRefreshToken } from "@/keeper/grants/open-refresh-token"
import { handOverGrant } from "@/keeper/hand-overs/hand-over-grant"
import { takeBackGrant } from "@/keeper/hand-overs/take-back"
import { readImport } from "@/keeper/imports/read-import"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { startImported } from "@/keeper/testing/imports"
import { openDoor } from "@/keeper/testing/services"
import { startTestEnv } from "@/keeper/testing/start-test-env"

export const PASSPHRASE = "a phrase that both sides know"
const PACE = 0.01

/** Two installations with a database each, at one sandbox: sign-ins move from `here` to `there`. */
export async function startTwoInstallations() {
  const shared = { pace: PACE, timings: { tokenTimeout: 10_000, lease: 30_000 } }
  const here = await startTestEnv(shared)
  const { issuer, apiUrl } = here.sandbox
  const env = { XERO_ISSUER: issuer, XERO_API_URL: apiUrl }
  const there = await startTestEnv({ ...shared, env })
  const door = await openDoor(here)

  /** Exports the sign-in that reaches Maple Florist; `token` is what the file holds. */
  async function handOverMaple(appUrl = door.url) {
    const { grantId } = await here.consent({ choose: "mapleFlorist" })
    const { currentTokenSetId } = await here.db.grant.findUniqueOrThrow({ where: { id: grantId } })
    const token = await openRefreshToken(here.keeper, currentTokenSetId ?? "")
    const input = { grantId, passphrase: PASSPHRASE }
    const answer = await handOverGrant({ ...here.keeper, appUrl }, here.memberId, input)
    if (answer.kind !== "handed_over" || token.kind !== "open") throw new Error(answer.kind)
    return { grantId, token: token.value, file: answer.file }
  }

  async function readThere(file: string): Promise<string> {
    const answer = await read(file)
    if (answer.kind !== "read") throw new Error(JSON.stringify(answer))
    return answer.importId
  }

  function read(text: string, passphrase = PASSPHRASE) {
    return readImport(there.keeper, there.memberId, { fileName: "maple.json", text, passphrase })
  }

  return {
    here,
    there,
    door,
    handOverMaple,
    read,
    readThere,
    async startThere(file: string): Promise<string> {
      const importId = await readThere(file)
      await startImported(there, importId)
      return importId
    },
    takeBack: (grantId: string) => takeBackGrant(here.keeper, here.memberId, { grantId }),
    async standingHere(): Promise<string | undefined> {
      const row = await here.db.tenantOverview.findFirst({ select: { reason: true } })
      return row?.reason
    },
    async empty(): Promise<void> {
      await here.control.reset()
      for (const { db } of [here, there]) await emptyTables(db, "Grant", "Tenant", "Import")
    },
    async close(): Promise<void> {
      await there.close()
      await here.close()
    },
  }
}

export type TwoInstallations = Awaited<ReturnType<typeof startTwoInstallations>>
