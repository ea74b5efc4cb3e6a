import type { ChannelSettings } from "@/lib/contract/alert-operations"
import type { Tx } from "@/lib/db/create-db"

/** Says what a webhook gets; of the activity and of links, what happens from now on. One that had it before goes on where it stopped. */
export async function setStream(
  tx: Tx,
  channelId: string,
  settings: ChannelSettings,
): Promise<void> {
  if (settings.kind !== "webhook") return
  const sends = settings.sends ?? "alerts"
  const streams = sends === "activity"
  await tx.$executeRaw`
    UPDATE "AlertChannel" SET "sends" = ${sends}::"ChannelContent", "streamFailures" = 0,
      "streamDueAt" = CASE WHEN ${streams} THEN date_trunc('milliseconds', clock_timestamp()) END,
      "streamedTo" = CASE WHEN ${streams} THEN coalesce("streamedTo", (SELECT coalesce(max("id"), 0) FROM "AuditEvent"))
        ELSE "streamedTo" END
    WHERE "id" = ${channelId}::uuid`
}
