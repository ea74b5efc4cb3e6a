import type { EnvProblem, Source } from "@/lib/env-rules"
import { isLoopback } from "@/lib/loopback"
import { consistentSsoSettings, type SsoSettings } from "@/lib/members/sso-settings"

const NAMES = {
  name: "SSO_NAME",
  issuer: "SSO_ISSUER",
  clientId: "SSO_CLIENT_ID",
  domains: "SSO_DOMAINS",
  newMembers: "SSO_NEW_MEMBERS",
  trustsEmail: "SSO_TRUST_EMAIL",
  groupsClaim: "SSO_GROUPS_CLAIM",
  ownerGroups: "SSO_OWNER_GROUPS",
  adminGroups: "SSO_ADMIN_GROUPS",
  viewerGroups: "SSO_VIEWER_GROUPS",
} as const satisfies Record<keyof SsoSettings, string>
const SECRET = "SSO_CLIENT_SECRET"
const NEEDED: string[] = [NAMES.issuer, NAMES.clientId, SECRET]
export const SSO_NAMES = [...Object.values(NAMES), SECRET]

/** Single sign-on as the environment has it; null where it says nothing about it. */
export function readSsoEnv(source: Source): SsoReading {
  if (!SSO_NAMES.some((name) => textOf(source, name) !== null)) return { kind: "ok", sso: null }
  const missing = NEEDED.filter((name) => textOf(source, name) === null)
  const trusts = textOf(source, NAMES.trustsEmail)
  const read = consistentSsoSettings.safeParse({
    name: textOf(source, NAMES.name) ?? "single sign-on",
    issuer: textOf(source, NAMES.issuer),
    clientId: textOf(source, NAMES.clientId),
    domains: listOf(source, NAMES.domains),
    newMembers: textOf(source, NAMES.newMembers) ?? "invited",
    trustsEmail: trusts === null || trusts === "false" ? false : trusts === "true" || trusts,
    groupsClaim: textOf(source, NAMES.groupsClaim),
    ownerGroups: listOf(source, NAMES.ownerGroups),
    adminGroups: listOf(source, NAMES.adminGroups),
    viewerGroups: listOf(source, NAMES.viewerGroups),
  })
  const issues = read.error?.issues ?? []
  const wrong = issues.map(({ path, message }) => ({
    name: NAMES[path[0] as keyof SsoSettings],
    problem: WORDS[path[0] as keyof SsoSettings] ?? message,
  }))
  const absent = missing.map((name) => ({ name, problem: ABSENT }))
  const problems = [...absent, ...wrong.filter(({ name }) => !missing.includes(name))]
  if (!problems.some(({ name }) => name === NAMES.issuer)) problems.push(...issuerProblems(source))
  if (!read.success || problems.length > 0) return { kind: "wrong", problems }
  return { kind: "ok", sso: { ...read.data, clientSecret: textOf(source, SECRET) ?? "" } }
}

const ABSENT = `is not set; single sign-on needs ${NEEDED.join(", ")}`
const HTTPS = "must be https (http only for localhost, while APP_URL is localhost too)"
const WORDS: { [field in keyof SsoSettings]?: string } = {
  newMembers: "must be invited or anyone",
  trustsEmail: "must be true or false",
}

/** Plain http only to this machine, and only where Tenantry itself is tried out on it. */
function issuerProblems(source: Source): EnvProblem[] {
  const issuer = textOf(source, NAMES.issuer) ?? ""
  const appUrl = textOf(source, "APP_URL") ?? issuer
  const mayBeAsked = issuer.startsWith("https:") || [issuer, appUrl].every(leadsHere)
  return mayBeAsked ? [] : [{ name: NAMES.issuer, problem: HTTPS }]
}

function leadsHere(address: string): boolean {
  return URL.canParse(address) && isLoopback(address)
}

function textOf(source: Source, name: string): string | null {
  return source[name]?.trim() || null
}

function listOf(source: Source, name: string): string[] {
  return (textOf(source, name) ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean)
}

/** Single sign-on as `SSO_…` has it. */
export type GivenSso = SsoSettings & { clientSecret: string }
type SsoReading = { kind: "ok"; sso: GivenSso | null } | { kind: "wrong"; problems: EnvProblem[] }
