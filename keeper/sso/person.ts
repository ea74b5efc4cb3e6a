import { z } from "zod"
import type { IdClaims } from "@/keeper/sso/issuer/judge-token"
import type { Refused } from "@/keeper/sso/refused"
import type { SsoRefusal } from "@/lib/contract/sso-operations"
import { normalEmail } from "@/lib/members/email"
import type { MemberRole } from "@/lib/members/roles"
import type { SsoSettings } from "@/lib/members/sso-settings"
import { isBlank, storableText } from "@/lib/text"

const LONGEST_NAME = 100
const email = z.string().max(320).transform(normalEmail).pipe(z.email())

/** Who came from the issuer, in our own words. */
export function personOf(claims: IdClaims, sso: SsoSettings): Person {
  const stated = email.safeParse(claims.email).data ?? null
  const name = storableText(claims.name ?? "", LONGEST_NAME)
  return {
    issuer: claims.iss ?? sso.issuer,
    subject: claims.sub,
    sid: claims.sid ?? null,
    email: stated,
    isEmailVerified: isVerified(claims, sso),
    name: isBlank(name) ? null : name,
    groups: sso.groupsClaim === null ? [] : listOf(claims[sso.groupsClaim]),
    authenticatedAt: claims.auth_time ?? null,
  }
}

/** Why this person may not come at all, whoever they are here; null: they may. It holds at every sign-in. */
export function objectionTo(person: Person, sso: SsoSettings): SsoRefusal | null {
  if (sso.domains.length > 0) {
    const verified = readEmail(person)
    if (verified.kind === "refused") return verified.reason
    if (!sso.domains.includes(verified.email.split("@").at(-1) ?? "")) return "other_domain"
  }
  return sso.groupsClaim !== null && roleOf(person, sso) === null ? "no_group" : null
}

/** The role that the person's groups give, the highest of several; null where groups do not decide. */
export function roleOf({ groups }: Person, sso: SsoSettings): MemberRole | null {
  const { ownerGroups, adminGroups, viewerGroups } = sso
  const isIn = (some: string[]) => some.some((one) => groups.includes(one))
  if (isIn(ownerGroups)) return "owner"
  if (isIn(adminGroups)) return "admin"
  return isIn(viewerGroups) ? "viewer" : null
}

/** The person's e-mail address, if the issuer vouches for it. */
export function readEmail({ email: stated, isEmailVerified }: Person): VerifiedEmail {
  if (stated === null) return { kind: "refused", reason: "no_email" }
  if (!isEmailVerified) return { kind: "refused", reason: "email_not_verified" }
  return { kind: "email", email: stated }
}

/** What the issuer says counts; what the settings say, only where it says nothing. */
function isVerified({ email_verified, xms_edov }: IdClaims, { trustsEmail }: SsoSettings): boolean {
  if (email_verified !== undefined) return isYes(email_verified)
  return xms_edov === undefined ? trustsEmail : isYes(xms_edov)
}

// Some issuers write it as text, Entra ID as a number.
function isYes(value: unknown): boolean {
  return value === true || value === "true" || value === 1 || value === "1"
}

function listOf(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === "string")
}

type VerifiedEmail = { kind: "email"; email: string } | Refused
export type Person = {
  issuer: string
  subject: string
  /** The issuer's name for its session. */
  sid: string | null
  email: string | null
  isEmailVerified: boolean
  name: string | null
  groups: string[]
  /** When they last gave their credentials there, in seconds since 1970. */
  authenticatedAt: number | null
}
