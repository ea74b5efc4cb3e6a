import { randomUUID } from "node:crypto"
import { isDeepStrictEqual } from "node:util"
import { findProblems } from "@/keeper/alerts/watch/find-problems"
import { findResolution, type OpenAlert } from "@/keeper/alerts/watch/find-resolution"
import type { Problem } from "@/keeper/alerts/watch/problem"
import type { Scope } from "@/keeper/alerts/watch/scope"
import { alertDetail } from "@/lib/alerts/alert-detail"
import { recordEvent } from "@/lib/audit/record-event"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

/**
 * Brings the open alerts in line with what is wrong now: a new problem opens one, a worse one raises its level, a
 * mended one is resolved. A second call changes nothing, so an event may be read more than once. The caller must hold
 * the watch's lock.
 */
export async function reconcile(tx: Tx, scope: Scope | null): Promise<void> {
  const problems = await findProblems(tx, scope)
  const open = await listOpen(tx, scope)
  const now = await dbNow(tx)
  const known = new Map(open.map((alert) => [keyOf(alert), alert]))
  const wanted = new Set(problems.map(keyOf))
  for (const problem of problems) {
    const alert = known.get(keyOf(problem))
    if (alert === undefined) await openAlert(tx, problem, now)
    else await updateAlert(tx, alert, problem)
  }
  for (const alert of open) {
    if (wanted.has(keyOf(alert))) continue
    const resolution = await findResolution(tx, alert)
    if (resolution === null) continue
    await tx.alert.updateMany({ where: { id: alert.id }, data: { resolvedAt: now, resolution } })
  }
}

async function listOpen(tx: Tx, scope: Scope | null): Promise<OpenAlert[]> {
  const subjects = scope === null ? [] : [...scope.grantIds, ...scope.tenantIds]
  const rows = await tx.alert.findMany({
    where: {
      resolvedAt: null,
      ...(scope === null ? {} : { OR: [{ subject: { in: subjects } }, { kind: "incident" }] }),
    },
    select: { id: true, kind: true, subject: true, level: true, detail: true },
  })
  return rows.map((row) => ({ ...row, detail: alertDetail.parse(row.detail) }))
}

async function openAlert(tx: Tx, problem: Problem, openedAt: Date): Promise<void> {
  await tx.alert.create({
    data: { ...problem, id: randomUUID(), openedAt },
    select: { id: true },
  })
  const { kind, level, grantId, detail } = problem
  if (kind !== "chain_stale" || level > 0 || grantId === null) return
  await recordEvent(tx, { kind: "grant.unanswered", grantId, detail: { since: detail.since } })
}

async function updateAlert(tx: Tx, alert: OpenAlert, problem: Problem): Promise<void> {
  const level = Math.max(alert.level, problem.level)
  if (level === alert.level && isDeepStrictEqual(alert.detail, problem.detail)) return
  await tx.alert.updateMany({ where: { id: alert.id }, data: { level, detail: problem.detail } })
}

function keyOf({ kind, subject }: Pick<Problem, "kind" | "subject">): string {
  return `${kind}:${subject}`
}
