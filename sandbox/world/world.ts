import type { z } from "zod"
import type { appSchema, organisationSchema, xeroUserSchema } from "@/sandbox/world/shapes"
import type { SigningKey } from "@/sandbox/world/signing-key"
import type { GraceVariant, SandboxSwitches } from "@/sandbox/world/switches"

/** Everything that the sandbox knows about its apps, the Xero users and their organisations. */
export type World = {
  /** Of the first app, which the switches register. */
  clientId: string
  /** The others, by client id. */
  apps: Map<string, SandboxApp>
  issuer: string
  signingKey: SigningKey
  /** The switches as started, to which a reset returns. */
  initialSwitches: SandboxSwitches
  /** What control calls changed since; kept apart so that other options at a restart take effect. */
  switchOverrides: Partial<SandboxSwitches>
  clockOffsetInSeconds: number
  xeroUsers: Map<string, XeroUser>
  organisations: Map<string, Organisation>
  connections: Map<string, Connection>
  /** By app, Xero user and tenant: Xero remembers when the two first met (docs/xero.md §4.2). */
  firstConnectedAt: Map<string, string>
  /** By app and Xero user; scopes only ever widen until the consent is revoked (docs/xero.md §3.1). */
  consentedScopes: Map<string, string[]>
  /** Consents given and not yet exchanged, by the provider's grant id. */
  consents: Map<string, Consent>
  chains: Map<string, RefreshChain>
  refreshTokens: Map<string, RefreshToken>
  providerRecords: Map<string, ProviderRecord>
  /** Counts changes, so that the state file is written only when there is something to write. */
  revision: number
}

/** The sandbox's clock in milliseconds: the machine's, shifted by a control call. */
export function sandboxNow(world: World): number {
  return Date.now() + world.clockOffsetInSeconds * 1000
}

/** The sandbox's clock in whole seconds, as tokens carry it. */
export function sandboxNowInSeconds(world: World): number {
  return Math.floor(sandboxNow(world) / 1000)
}

/** The switches in force. */
export function switchesOf(world: World): SandboxSwitches {
  return { ...world.initialSwitches, ...world.switchOverrides }
}

/** Call this after every change of the world. */
export function markChanged(world: World): void {
  world.revision += 1
}

export type SandboxApp = z.output<typeof appSchema>
export type XeroUser = z.output<typeof xeroUserSchema>
export type Organisation = z.output<typeof organisationSchema>

export type Connection = {
  id: string
  /** The app that it was made for. */
  clientId: string
  authEventId: string
  tenantId: string
  xeroUserId: string
  createdDateUtc: string
  updatedDateUtc: string
}

/** One trip through the consent screen, and what its tokens carry ever after. */
export type Consent = {
  clientId: string
  authEventId: string
  xeroUserId: string
  authTimeInSeconds: number
  globalSessionId: string
  /** As asked for, plus what was consented to before. */
  scopes: string[]
  /** Of its chain, instead of the world's. */
  graceVariant?: GraceVariant | undefined
}

export type RefreshChain = {
  id: string
  consent: Consent
  endedReason: "superseded" | "revoked" | "killed" | "replayed" | null
  /** Oldest first. */
  tokenValues: string[]
}

export type RefreshToken = {
  value: string
  fingerprint: string
  chainId: string
  generation: number
  childValues: string[]
  issuedAtInMs: number
  firstUsedAtInMs: number | null
  presentations: number
  /** Killed by a later sibling (H3, H4, H6). */
  ended: boolean
}

/** A record that oidc-provider keeps through its adapter; times are by the sandbox's clock. */
export type ProviderRecord = { payload: Record<string, unknown>; expiresAtInMs: number }
