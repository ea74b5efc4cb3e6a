import { completeConsent } from "@/keeper/consent/complete-consent"
import { beginConsent } from "@/keeper/consent/start-consent"
import type { Keeper } from "@/keeper/keeper"
import { findOpen } from "@/keeper/links/link-token"
import { throttledBy, withinPace } from "@/keeper/links/pace"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"

/** Begins a consent for whoever holds a link, as `startConsent` does for a member. */
export function startLinkConsent(
  keeper: Keeper,
  { token }: OperationInput<"startLinkConsent">,
): Promise<OperationOutput<"startLinkConsent">> {
  return withinPace(keeper, async () => {
    const found = await findOpen(keeper.db, token)
    if (found === null) return { kind: "gone" } as const
    const { linkId } = found
    const { byLink } = keeper.linkPace
    if (!byLink.take(linkId)) return throttledBy(byLink, linkId)
    const { purpose, tenantId } = await keeper.db.link.findUniqueOrThrow({
      where: { id: linkId },
      select: { purpose: true, tenantId: true },
    })
    const asked =
      tenantId === null
        ? ({ purpose: "connect" } as const)
        : { purpose: purpose === "second_authoriser" ? AUTHORISER : RECONNECT, tenantId }
    const started = await beginConsent(keeper, { memberId: null, linkId }, asked)
    if (started.kind !== "started") return started
    await keeper.db.$executeRaw`
      UPDATE "Link" SET "state" = 'at_xero', "atXeroAt" = clock_timestamp(),
        "openedAt" = coalesce("openedAt", clock_timestamp())
      WHERE "id" = ${linkId}::uuid AND "state" NOT IN ('done', 'withdrawn', 'declined')`
    return started
  })
}

const AUTHORISER = "authoriser" as const
const RECONNECT = "reconnect" as const

/** What Xero sends a holder's browser back with. */
export function completeLinkConsent(
  keeper: Keeper,
  input: OperationInput<"completeLinkConsent">,
): Promise<OperationOutput<"completeLinkConsent">> {
  return withinPace(keeper, () => completeConsent(keeper, null, input))
}
