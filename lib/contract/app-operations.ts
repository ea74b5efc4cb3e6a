import { z } from "zod"
import { by, kind } from "@/lib/contract/operation"
import { changedMeanwhile, notFound, seenMark, trouble } from "@/lib/contract/outcomes"
import { xeroAppEntry, xeroAppName, xeroAppScopes, xeroAppSecret } from "@/lib/xero-apps/entry"

const xeroAppId = z.guid()
/** The environment sets this app, so nothing about it is changed here. */
const fromEnvironment = kind("from_environment")
/** What is stored does not open, so nothing takes its place. */
const secretsShut = kind("secrets_shut")
const answer = z.enum(["yes", "no", "unknown"])

/** What an owner does with Xero apps. A secret comes here once, and never goes back. */
export const APP_OPERATIONS = {
  addXeroApp: by("owner", { seals: true, sudo: "always" })
    .input(xeroAppEntry)
    .output(kind("added", { xeroAppId }), kind("client_id_taken")),
  changeXeroApp: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ xeroAppId, seen: seenMark, name: xeroAppName, scopes: xeroAppScopes }))
    .output(
      kind("changed"),
      changedMeanwhile,
      /** They do not fit the app's kind. */
      kind("wrong_scopes"),
      fromEnvironment,
      notFound,
    ),
  /** A second secret beside the first, so that one can take over from the other. */
  addXeroAppSecret: by("owner", { seals: true, sudo: "always" })
    .input(z.object({ xeroAppId, clientSecret: xeroAppSecret }))
    .output(
      kind("secret_added"),
      kind("two_secrets_already"),
      kind("same_secret"),
      secretsShut,
      fromEnvironment,
      notFound,
    ),
  /** `position`: of the secrets in their order, from 0; `hint`: what the owner saw there. */
  removeXeroAppSecret: by("owner", { seals: true, sudo: "always" })
    .input(z.object({ xeroAppId, position: z.int().min(0).max(1), hint: z.string().max(10) }))
    .output(kind("secret_removed"), kind("last_secret"), secretsShut, fromEnvironment, notFound),
  /** New consents go through it from now on. */
  chooseXeroApp: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ xeroAppId }))
    .output(
      kind("chosen"),
      /** A custom connection, or a retired app. */
      kind("takes_no_consents"),
      notFound,
    ),
  /** `retired` false: it takes consents again. */
  retireXeroApp: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ xeroAppId, retired: z.boolean() }))
    .output(kind("retired"), kind("reopened"), fromEnvironment, notFound),
  /** `grants`: what becomes of those that still work: kept, and then the app is only retired, or revoked at Xero. */
  removeXeroApp: by("owner", { seals: false, sudo: "always" })
    .input(z.object({ xeroAppId, grants: z.enum(["keep", "revoke"]) }))
    .output(kind("removed"), kind("retired"), fromEnvironment, trouble, notFound),
  /** Asks Xero about the app, without a consent. */
  testXeroApp: by("owner", { seals: true, sudo: "always" })
    .input(z.object({ xeroAppId }))
    .output(
      kind("tested", {
        /** Whether Xero accepts each secret, in their order. */
        secrets: z.array(answer),
        /** Whether the redirect URI seems to be registered. Null: the app needs none. */
        redirectUri: answer.nullable(),
        /** Whether it may list all its connections by itself. Null: it reaches one only. */
        appConnections: answer.nullable(),
        /** Whether the named person has consented in Xero. Null: it is no custom connection. */
        consent: z.enum(["yes", "no", "other_scopes", "unknown"]).nullable(),
      }),
      notFound,
    ),
} as const

export type AppOperationName = keyof typeof APP_OPERATIONS
