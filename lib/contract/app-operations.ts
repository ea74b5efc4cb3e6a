import { z } from "zod"
import { notFound, trouble } from "@/lib/contract/outcomes"
import { xeroAppEntry, xeroAppName, xeroAppScopes, xeroAppSecret } from "@/lib/xero-apps/entry"

const xeroAppId = z.guid()
/** The environment sets this app, so nothing about it is changed here. */
const fromEnvironment = z.object({ kind: z.literal("from_environment") })
const answer = z.enum(["yes", "no", "unknown"])

/** What an owner does with Xero apps. A secret comes here once, and never goes back. */
export const APP_OPERATIONS = {
  addXeroApp: {
    role: "owner",
    seals: true,
    sudo: "always",
    input: xeroAppEntry,
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("added"), xeroAppId }),
      z.object({ kind: z.literal("client_id_taken") }),
    ]),
  },
  changeXeroApp: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({ xeroAppId, name: xeroAppName, scopes: xeroAppScopes }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("changed") }),
      /** They do not fit the app's kind. */
      z.object({ kind: z.literal("wrong_scopes") }),
      fromEnvironment,
      notFound,
    ]),
  },
  /** A second secret beside the first, so that one can take over from the other. */
  addXeroAppSecret: {
    role: "owner",
    seals: true,
    sudo: "always",
    input: z.object({ xeroAppId, clientSecret: xeroAppSecret }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("secret_added") }),
      z.object({ kind: z.literal("two_secrets_already") }),
      z.object({ kind: z.literal("same_secret") }),
      fromEnvironment,
      notFound,
    ]),
  },
  /** `position`: of the secrets in their order, from 0; `hint`: what the owner saw there. */
  removeXeroAppSecret: {
    role: "owner",
    seals: true,
    sudo: "always",
    input: z.object({ xeroAppId, position: z.int().min(0).max(1), hint: z.string().max(10) }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("secret_removed") }),
      z.object({ kind: z.literal("last_secret") }),
      fromEnvironment,
      notFound,
    ]),
  },
  /** New consents go through it from now on. */
  chooseXeroApp: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({ xeroAppId }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("chosen") }),
      /** A custom connection, or a retired app. */
      z.object({ kind: z.literal("takes_no_consents") }),
      notFound,
    ]),
  },
  /** `retired` false: it takes consents again. */
  retireXeroApp: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({ xeroAppId, retired: z.boolean() }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("retired") }),
      z.object({ kind: z.literal("reopened") }),
      fromEnvironment,
      notFound,
    ]),
  },
  /** `grants`: what becomes of those that still work: kept, and then the app is only retired, or revoked at Xero. */
  removeXeroApp: {
    role: "owner",
    seals: false,
    sudo: "always",
    input: z.object({ xeroAppId, grants: z.enum(["keep", "revoke"]) }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("removed") }),
      z.object({ kind: z.literal("retired") }),
      fromEnvironment,
      trouble,
      notFound,
    ]),
  },
  /** Asks Xero about the app, without a consent. */
  testXeroApp: {
    role: "owner",
    seals: true,
    sudo: "always",
    input: z.object({ xeroAppId }),
    output: z.discriminatedUnion("kind", [
      z.object({
        kind: z.literal("tested"),
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
    ]),
  },
} as const

export type AppOperationName = keyof typeof APP_OPERATIONS
