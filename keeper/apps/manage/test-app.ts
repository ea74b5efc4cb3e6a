import { randomBytes } from "node:crypto"
import { findClient } from "@/keeper/apps/find-client"
import { endAppFault } from "@/keeper/grants/app-fault"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { makeConsentSecrets } from "@/keeper/xero/authorization"
import type { ClientTokenJudgement } from "@/keeper/xero/judge-app-token"
import { type Client, createClient } from "@/keeper/xero/token-endpoint"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"

/**
 * Asks Xero about an app, without a consent: whether it accepts each secret, by a code that was never issued, which
 * Xero refuses only after it has checked the secret; whether its authorize page takes the redirect URI; and whether the
 * app may list its connections. A custom connection is asked for a token instead.
 */
export async function testXeroApp(
  keeper: Keeper,
  _memberId: string,
  { xeroAppId }: OperationInput<"testXeroApp">,
): Promise<OperationOutput<"testXeroApp">> {
  const client = await findClient(keeper, xeroAppId)
  if (client === null) return { kind: "not_found" }
  const each = client.secretsInTheirOrder().map((secret) => createClient(client.id, [secret]))
  const tested =
    client.kind === "custom"
      ? await testCustom(keeper, each, client.scopes)
      : await testWeb(keeper, each, client)
  const accepted = tested.secrets.indexOf("yes")
  if (accepted >= 0) {
    client.worked(client.secretsInTheirOrder()[accepted] ?? "")
    await keeper.db.$transaction((tx) => endAppFault(tx, xeroAppId))
    if (client.kind === "custom") await takeUp(keeper, xeroAppId)
  }
  return { kind: "tested", ...tested }
}

/** What the test has learned of a custom connection shows at its organisation at once. */
async function takeUp(keeper: Keeper, xeroAppId: string): Promise<void> {
  const grant = await keeper.db.grant.findFirst({ where: { xeroAppId }, select: { id: true } })
  if (grant === null) return
  const renewed = await refreshGrant(keeper, grant.id, { asked: true, wait: true })
  if (renewed.kind === "refreshed") await checkGrant(keeper, grant.id)
}

async function testWeb(
  { xero }: Keeper,
  each: Client[],
  client: Client & { scopes: string[] },
): Promise<Tested> {
  const secrets: Answer[] = []
  for (const one of each) {
    const made = {
      code: randomBytes(16).toString("hex"),
      verifier: randomBytes(32).toString("hex"),
    }
    const judged = await xero.exchangeCode({ client: one, ...made })
    secrets.push(
      judged.kind === "app_fault"
        ? asAnswer(judged.code !== "invalid_client")
        : ofGrant(judged.kind),
    )
  }
  const redirectUri = await xero.takesRedirectUri({ ...makeConsentSecrets(), client })
  const token = await xero.requestAppToken({ client, scopes: ["app.connections"] })
  return { secrets, redirectUri, appConnections: mayList(token), consent: null }
}

async function testCustom({ xero }: Keeper, each: Client[], scopes: string[]): Promise<Tested> {
  const tokens: ClientTokenJudgement[] = []
  for (const client of each) tokens.push(await xero.requestAppToken({ client, scopes }))
  const accepted = tokens.find((one) => ofToken(one) === "yes")
  return {
    secrets: tokens.map(ofToken),
    redirectUri: null,
    appConnections: null,
    consent: accepted === undefined ? "unknown" : consentOf(accepted),
  }
}

function ofGrant(kind: string): Answer {
  return kind === "invalid_grant" || kind === "ok" ? "yes" : "unknown"
}

function ofToken(judged: ClientTokenJudgement): Answer {
  if (judged.kind === "app_fault") return asAnswer(judged.code !== "invalid_client")
  return judged.kind === "ok" || judged.kind === "no_consent" ? "yes" : "unknown"
}

function consentOf(judged: ClientTokenJudgement): Tested["consent"] {
  if (judged.kind === "ok") return "yes"
  if (judged.kind === "no_consent") return "no"
  return judged.kind === "app_fault" ? "other_scopes" : "unknown"
}

/** An app without the right is told that it may not ask, or that there is no such scope. */
function mayList(judged: ClientTokenJudgement): Answer {
  if (judged.kind === "ok") return "yes"
  if (judged.kind === "no_consent") return "no"
  return judged.kind === "app_fault" && judged.code !== "invalid_client" ? "no" : "unknown"
}

function asAnswer(yes: boolean): Answer {
  return yes ? "yes" : "no"
}

type Tested = Omit<Extract<OperationOutput<"testXeroApp">, { kind: "tested" }>, "kind">
type Answer = Tested["secrets"][number]
