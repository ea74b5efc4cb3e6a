import { z } from "zod"
import { by, kind } from "@/lib/contract/operation"
import { changedMeanwhile, notFound, seenMark, throttled } from "@/lib/contract/outcomes"
import { consistentSsoSettings, ssoSettings } from "@/lib/members/sso-settings"

/** What is wrong with an issuer, as *Test* tells it. */
const issuerProblem = z.enum([
  "unknown_host",
  "certificate",
  "unreachable",
  "no_document",
  "not_json",
  "incomplete",
  "other_issuer",
  "insecure_endpoint",
  "no_code_flow",
  "no_keys",
  /** It does not know the client id, or the secret is another one. */
  "client_refused",
])

/** Why a sign-in at the issuer ended without a session; `app/_words/sso-text` says it to the person. */
export const ssoRefusal = z.enum([
  "not_configured",
  /** The stored secret of the client cannot be opened. */
  "secret_shut",
  /** No sign-in of this browser has this state: another browser's, over, made up, or of a consent at Xero. */
  "not_begun_here",
  "came_again",
  /** A value came more than once, so that nobody can say which one counts. */
  "value_twice",
  "cancelled",
  "issuer_error",
  "unreachable",
  "client_refused",
  "code_refused",
  "other_issuer",
  "no_id_token",
  "not_signed",
  "other_token_issuer",
  "other_audience",
  "expired",
  "other_nonce",
  "no_subject",
  "no_email",
  "email_not_verified",
  "other_domain",
  "no_group",
  "not_invited",
  /** Somebody who is a member already has this e-mail address; nobody is recognised by it. */
  "email_taken",
  "disabled",
  /** Of an identity to be added: it is another member's. */
  "identity_taken",
  /** Of an identity to be added: sudo has ended since the trip began, alone or with the session. */
  "proof_over",
  /** Of a proof: somebody else signed in at the issuer. */
  "other_person",
  /** Of a proof: the issuer does not say that they have signed in just now. */
  "not_fresh",
  "signed_out",
])

const purpose = z.enum(["sign_in", "prove", "add"])
const started = [
  kind("started", {
    authorizationUrl: z.url(),
    /** Goes into this browser's cookie; the callback must bring it back. */
    browserToken: z.string(),
    expiresInSeconds: z.number(),
  }),
  kind("refused", { reason: ssoRefusal }),
] as const
const fromEnvironment = kind("from_environment")
/** No owner could sign in any more. */
const lastWay = kind("last_way")
const secret = z.string().min(1).max(1_000)

/** Single sign-on: the keeper exchanges the code and judges who came; web only redirects. */
export const SSO_OPERATIONS = {
  /** `path`: where they were headed. */
  startSso: by("anyone", { seals: true, sudo: "never" })
    .input(z.object({ path: z.string().max(2_000), invitation: z.string().max(200).nullable() }))
    .output(...started, throttled),
  /** For sudo: the issuer asks the member for their credentials once more. */
  startSsoProof: by("viewer", { seals: true, sudo: "never" }).output(...started),
  startAddingIdentity: by("viewer", { seals: true, sudo: "always" }).output(...started),
  /** Whoever is signed in in this browser travels beside it, as with every operation. */
  completeSso: by("anyone", { seals: true, sudo: "never" })
    .input(
      z.object({
        browserToken: z.string().nullable(),
        state: z.string().nullable(),
        code: z.string().nullable(),
        iss: z.string().nullable(),
        error: z.string().nullable(),
        cameTwice: z.boolean().default(false),
      }),
    )
    .output(
      kind("signed_in", {
        memberId: z.guid(),
        identityId: z.guid(),
        /** The issuer's name for its own session, where it has one. */
        sid: z.string().nullable(),
        path: z.string(),
      }),
      kind("proven"),
      kind("added"),
      kind("refused", { reason: ssoRefusal, purpose, path: z.string() }),
      throttled,
    ),
  removeIdentity: by("viewer", { seals: false, sudo: "always" })
    .input(z.object({ identityId: z.guid() }))
    .output(
      kind("removed"),
      /** The member could not sign in any more. */
      kind("last_way"),
      notFound,
    ),
  changeSso: by("owner", { seals: true, sudo: "always" })
    /** `clientSecret` null: as it is stored. */
    .input(
      z.object({
        seen: seenMark,
        settings: consistentSsoSettings,
        clientSecret: secret.nullable(),
      }),
    )
    .output(
      kind("changed"),
      changedMeanwhile,
      kind("refused", { why: z.enum(["https_needed", "secret_needed"]) }),
      lastWay,
      fromEnvironment,
    ),
  removeSso: by("owner", { seals: false, sudo: "always" }).output(
    kind("removed"),
    lastWay,
    fromEnvironment,
  ),
  /** Asks the issuer without signing anybody in. `clientSecret` null: as it is stored. */
  testSso: by("owner", { seals: true, sudo: "always" })
    .input(
      z.object({
        issuer: ssoSettings.shape.issuer,
        clientId: ssoSettings.shape.clientId,
        clientSecret: secret.nullable(),
      }),
    )
    .output(
      kind("works"),
      kind("problem", { problem: issuerProblem }),
      kind("refused", { why: z.enum(["https_needed", "secret_needed"]) }),
    ),
  /** Null: everybody may use a password. */
  limitPasswords: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ emergencyOwnerId: z.guid().nullable() }))
    .output(
      kind("changed"),
      kind("no_sso"),
      /** No enabled owner with a password. */
      kind("no_such_owner"),
    ),
} as const

export type SsoOperationName = keyof typeof SSO_OPERATIONS
export type IssuerProblem = z.output<typeof issuerProblem>
export type SsoRefusal = z.output<typeof ssoRefusal>
