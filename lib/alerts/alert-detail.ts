import { z } from "zod"
import type { AlertKind } from "@/lib/db/generated/enums"

/** `mark`: what sets it apart from others of its name (`findMarks`). */
const organisation = z.object({
  tenantId: z.string(),
  name: z.string(),
  mark: z.string().nullable().default(null),
})

/** What is known of a problem, as kept in `Alert.detail`. */
export const alertDetail = z.object({
  /** Those concerned, by name; at most `MOST_NAMED` of them. */
  organisations: z.array(organisation).default([]),
  organisationCount: z.number().default(0),
  xeroUserName: z.string().nullable().default(null),
  /** Which authoriser serves the organisation, where there is one organisation and an earlier authoriser was lost. */
  authoriser: z.number().nullable().default(null),
  /** Why a grant ended, or what an incident is about. */
  reason: z.string().nullable().default(null),
  /** ISO 8601: since when Xero has not answered, for an incident or a chain alone. */
  since: z.string().nullable().default(null),
  /** ISO 8601: the chain's last success, and its end; for an incident, when the first sign-in ends. */
  lastRefreshedAt: z.string().nullable().default(null),
  endsAt: z.string().nullable().default(null),
  /** Which service may fetch more than before, and who let it. */
  service: z
    .object({
      serviceId: z.string(),
      name: z.string(),
      memberName: z.string(),
      reachesAll: z.boolean(),
    })
    .nullable()
    .default(null),
  /** Which of Xero's plans fills, with how many connections, and which comes next. */
  plan: z
    .object({
      name: z.string(),
      holds: z.number(),
      counted: z.number(),
      next: z.object({ name: z.string(), price: z.string() }).nullable(),
    })
    .nullable()
    .default(null),
  /** Whose account somebody tries to get into. */
  member: z.object({ name: z.string() }).nullable().default(null),
  /** Which member exported a sign-in; null where someone at the server did. */
  exportedBy: z.string().nullable().default(null),
})

/** A message as stored with its delivery: the same words however often it is sent. */
export const alertMessage = z.object({
  type: z.string(),
  title: z.string(),
  what: z.string(),
  todo: z.string(),
  link: z.string(),
  alert: z
    .object({
      alertId: z.string(),
      kind: z.string(),
      reason: z.string().nullable(),
      level: z.number(),
      openedAt: z.string(),
      resolvedAt: z.string().nullable(),
      resolution: z.string().nullable(),
      xeroUserName: z.string().nullable(),
      organisations: z.array(organisation),
      organisationCount: z.number(),
    })
    .nullable(),
  /** About a link, or an organisation that was connected. */
  news: z
    .object({
      link_id: z.string().nullable(),
      outcome: z.string().nullable(),
      tenants: z.array(
        z.object({ tenant_id: z.string(), name: z.string(), reference: z.string().nullable() }),
      ),
      reference: z.string().nullable(),
    })
    .optional(),
})

/** Not a problem to be solved but something to know: announced once, to every owner too, whatever incident is open. */
export const NEWS = new Set<AlertKind>([
  "service_access",
  "password_guessed",
  "passkey_copied",
  "handed_over",
])

export const MOST_NAMED = 100

/**
 * `activity`: every event, in batches and in order. `links`: what became of links, and organisations that were connected,
 * for a product that asks its own customers to connect.
 */
export const CHANNEL_CONTENTS = ["alerts", "activity", "links"] as const

/**
 * `other_consent`: its organisations are reached through another sign-in, this one stays ended. `superseded`: another alert
 * says it now, so this one ends without a word.
 */
export const RESOLUTIONS = [
  "recovered",
  "other_consent",
  "revoked",
  "removed",
  "superseded",
] as const

/** What let a service fetch more than before; the reason of an alert of that kind. */
export type ServiceAct = "created" | "reach_widened" | "secret_added" | "enabled"
export type Resolution = (typeof RESOLUTIONS)[number]
export type AlertDetail = z.output<typeof alertDetail>
export type AlertMessage = z.output<typeof alertMessage>
export type ChannelContent = (typeof CHANNEL_CONTENTS)[number]
