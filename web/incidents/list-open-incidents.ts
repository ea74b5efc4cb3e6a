import { z } from "zod"
import type { IncidentKind, Prisma } from "@/lib/db/generated/client"
import { findXeroAppLabels, type Labels } from "@/lib/names/find-labels"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

/** What troubles the whole app now, oldest first: at most one incident of each kind. */
export async function listOpenIncidents(): Promise<OpenIncident[]> {
  await requireMember("viewer")
  const rows = await db().incident.findMany({
    where: { closedAt: null },
    orderBy: { openedAt: "asc" },
    select: INCIDENT,
  })
  const labels = await findAppLabels(rows)
  return rows.map((row) => readIncident(row, labels))
}

/** The apps that have the trouble, told from their namesakes. */
export function findAppLabels(rows: IncidentRow[]): Promise<Labels> {
  const appIds = rows.flatMap(({ xeroApp }) => xeroApp?.id ?? [])
  return findXeroAppLabels(db(), appIds)
}

/** A row as pages show it. */
export function readIncident(
  { openedAt, detail, xeroApp, ...row }: IncidentRow,
  labels: Labels,
): OpenIncident {
  const app = xeroApp && { name: labels.get(xeroApp.id) ?? "", current: xeroApp.current }
  return { ...row, app, since: openedAt.toISOString(), ...DETAIL.parse(detail) }
}

export const INCIDENT = {
  id: true,
  kind: true,
  openedAt: true,
  detail: true,
  xeroApp: { select: { id: true, name: true, current: true } },
} as const

const DETAIL = z.object({
  /** How many of the grants that were asked got no usable answer when it began, and what most of those met. */
  failing: z.number().nullish().default(null),
  asked: z.number().nullish().default(null),
  mostly: z.enum(["unknown", "throttled", "not_sent"]).nullish().default(null).catch(null),
  /** The id of the sealing key that was found missing first. */
  keyId: z.string().nullish().default(null),
  /** Why the journal or the folder cannot be written, by the system's name of the error. */
  code: z.string().nullish().default(null),
  /** The setting that names the folder whose disk is nearly full, or that cannot be written to. */
  folder: z.string().nullish().default(null),
  /** The part of the installation that keeps ending. */
  part: z.string().nullish().default(null),
})

type IncidentRow = Prisma.IncidentGetPayload<{ select: typeof INCIDENT }>
export type OpenIncident = z.output<typeof DETAIL> & {
  id: string
  kind: IncidentKind
  since: string
  /** The Xero app that has the trouble, where it is one app's, told from its namesakes; `current`: the environment's. */
  app: { name: string; current: boolean } | null
}
