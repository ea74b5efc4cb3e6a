import { randomUUID } from "node:crypto"
import { channelChanges, shownSettings } from "@/keeper/alerts/channels/channel-changes"
import { channelPlace, makeWebhookSecret } from "@/keeper/alerts/channels/channel-secrets"
import { findRefusal } from "@/keeper/alerts/channels/check-settings"
import { setStream } from "@/keeper/alerts/channels/set-stream"
import { openSecret } from "@/keeper/alerts/deliver/find-secrets"
import type { Keeper } from "@/keeper/keeper"
import { holdRole } from "@/keeper/members/hold-acting"
import { changesOf } from "@/lib/audit/changes"
import { recordEvent } from "@/lib/audit/record-event"
import type { AlertInput, ChannelSettings } from "@/lib/contract/alert-operations"
import type { OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import { findChannelLabels } from "@/lib/names/find-labels"
import { isStale, seenChannel } from "@/lib/seen"

/** Adds a channel for what happens from now on. A webhook's secret is made here and shown this once. */
export async function addAlertChannel(
  keeper: Keeper,
  memberId: string,
  settings: AlertInput<"addAlertChannel">,
): Promise<OperationOutput<"addAlertChannel">> {
  const why = await findRefusal(keeper, settings)
  if (why !== null) return { kind: "refused", why }
  const id = randomUUID()
  const secret = settings.kind === "webhook" ? makeWebhookSecret() : null
  const secretSealed =
    secret === null ? null : await keeper.vault.seal(secret, channelPlace("secret", id))
  return keeper.db.$transaction(async (tx) => {
    if (!(await holdRole(tx, memberId, "owner"))) return { kind: "forbidden" }
    const added = await tx.alertChannel.create({
      data: { id, kind: settings.kind, ...columnsOf(settings), secretSealed },
      select: SETTINGS,
    })
    await setStream(tx, id, settings)
    const detail = {
      channel: await labelOf(tx, id),
      channelKind: settings.kind,
      changes: changesOf({}, shownSettings(added)),
    }
    await recordEvent(tx, { kind: "alert.channel_added", memberId, detail })
    return { kind: "added", channelId: id, secret }
  })
}

/** Changes a channel, where it is as the form showed it; its secret stays. */
export async function changeAlertChannel(
  keeper: Keeper,
  memberId: string,
  { channelId, seen, settings }: AlertInput<"changeAlertChannel">,
): Promise<OperationOutput<"changeAlertChannel">> {
  const why = await findRefusal(keeper, settings)
  return keeper.db.$transaction(async (tx) => {
    if (!(await holdRole(tx, memberId, "owner"))) return { kind: "forbidden" }
    await tx.$executeRaw`SELECT 1 FROM "AlertChannel" WHERE "id" = ${channelId}::uuid FOR UPDATE`
    const stored = await findChannel(tx, channelId)
    if (stored?.kind !== settings.kind) return { kind: "not_found" }
    if (isStale(seen, seenChannel(stored))) return { kind: "changed_meanwhile" }
    if (why !== null) return { kind: "refused", why }
    const after = await tx.alertChannel.update({
      where: { id: channelId },
      data: columnsOf(settings),
      select: SETTINGS,
    })
    await setStream(tx, channelId, settings)
    const told = channelChanges(stored, after)
    const detail = { channel: await labelOf(tx, channelId), channelKind: settings.kind, ...told }
    await recordEvent(tx, { kind: "alert.channel_changed", memberId, detail })
    return { kind: "changed" }
  })
}

/** Removes a channel: its secrets are deleted, waiting deliveries are cancelled, and past deliveries stay visible. */
export async function removeAlertChannel(
  keeper: Keeper,
  memberId: string,
  { channelId }: AlertInput<"removeAlertChannel">,
): Promise<OperationOutput<"removeAlertChannel">> {
  const stored = await findChannel(keeper.db, channelId)
  if (stored === null) return { kind: "not_found" }
  await keeper.db.$transaction(async (tx) => {
    const detail = { channel: await labelOf(tx, channelId), channelKind: stored.kind }
    await tx.$executeRaw`
      UPDATE "AlertChannel" SET "removedAt" = clock_timestamp(), "secretSealed" = NULL, "previousSecretSealed" = NULL,
        "previousSecretUntil" = NULL
      WHERE "id" = ${channelId}::uuid`
    await tx.$executeRaw`
      UPDATE "AlertDelivery" SET "state" = 'cancelled', "nextAttemptAt" = NULL, "finishedAt" = clock_timestamp()
      WHERE "channelId" = ${channelId}::uuid AND "state" = 'waiting'`
    await recordEvent(tx, { kind: "alert.channel_removed", memberId, detail })
  })
  return { kind: "removed" }
}

/**
 * Gives a webhook a new secret. The old one also signs for 24 hours, so that receivers have time to change over, unless it cannot be
 * opened any more.
 */
export async function rotateAlertSecret(
  keeper: Keeper,
  memberId: string,
  { channelId }: AlertInput<"rotateAlertSecret">,
): Promise<OperationOutput<"rotateAlertSecret">> {
  const stored = await findChannel(keeper.db, channelId)
  if (stored === null || stored.secretSealed === null) return { kind: "not_found" }
  const { vault } = keeper
  const secret = makeWebhookSecret()
  const before = await openSecret(keeper, channelId, {
    kind: "secret",
    sealed: stored.secretSealed,
  })
  const sealed = await vault.seal(secret, channelPlace("secret", channelId))
  const beforeSealed =
    before && (await vault.seal(before, channelPlace("previousSecret", channelId)))
  const { secretOverlap } = keeper.alerts.timings
  return keeper.db.$transaction(async (tx) => {
    if (!(await holdRole(tx, memberId, "owner"))) return { kind: "forbidden" }
    const [row] = await tx.$queryRaw<{ until: Date }[]>`
      UPDATE "AlertChannel" SET "secretSealed" = ${sealed}, "previousSecretSealed" = ${beforeSealed},
        "previousSecretUntil" = clock_timestamp() + ${secretOverlap} * interval '1 millisecond'
      WHERE "id" = ${channelId}::uuid AND "secretSealed" = ${stored.secretSealed}
      RETURNING "previousSecretUntil" AS "until"`
    if (row === undefined) return { kind: "not_found" }
    await recordEvent(tx, {
      kind: "alert.secret_rotated",
      memberId,
      detail: { channel: await labelOf(tx, channelId) },
    })
    return { kind: "rotated", secret, previousUntil: row.until.toISOString() }
  })
}

async function findChannel(tx: Tx, id: string) {
  return tx.alertChannel.findFirst({
    where: { id, removedAt: null },
    select: { ...SETTINGS, kind: true, sends: true, secretSealed: true },
  })
}

/** How events name a channel. */
async function labelOf(tx: Tx, channelId: string): Promise<string> {
  return (await findChannelLabels(tx, [channelId])).get(channelId) ?? "a channel"
}

const SETTINGS = { name: true, url: true, mailTo: true } as const

function columnsOf(settings: ChannelSettings) {
  const { name } = settings
  return settings.kind === "webhook" ? { name, url: settings.url } : { name, mailTo: settings.to }
}
