import { accessTokenPlace, refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import type { TestEnv } from "@/keeper/testing/start-test-env"

/** Every JWT that Xero signs starts like this one's header. */
const SIGNED_BY_XERO = "eyJhbGciOiJSUzI1NiIs"

/** I8: log lines with a stored token, the app's secret, the keeper's secret or a key. */
export async function countSecretsIn(testEnv: TestEnv, lines: string[]): Promise<number> {
  const { KEEPER_SECRET = "", VAULT_KEYS = "", XERO_CLIENT_SECRETS = "" } = testEnv.env
  const keys = VAULT_KEYS.split(",").map((one) => one.slice(one.indexOf(":") + 1))
  const known = [KEEPER_SECRET, XERO_CLIENT_SECRETS, ...keys, ...(await openAll(testEnv))]
  const secrets = [SIGNED_BY_XERO, ...known.filter((one) => one.length > 0)]
  const log = lines.join("\n")
  if (!secrets.some((secret) => log.includes(secret))) return 0
  return lines.filter((line) => secrets.some((secret) => line.includes(secret))).length
}

async function openAll({ db, keeper }: TestEnv): Promise<string[]> {
  const kept = await db.tokenSet.findMany({
    where: { scrubbedAt: null },
    select: { id: true, accessTokenSealed: true, refreshTokenSealed: true },
  })
  const opened: string[] = []
  for (const { id, accessTokenSealed, refreshTokenSealed } of kept) {
    if (accessTokenSealed !== null)
      opened.push(await keeper.vault.open(accessTokenSealed, accessTokenPlace(id)))
    if (refreshTokenSealed !== null)
      opened.push(await keeper.vault.open(refreshTokenSealed, refreshTokenPlace(id)))
  }
  return opened
}
