import { chooseApp } from "@/keeper/consent/choose-app"
import type { Keeper } from "@/keeper/keeper"
import { findMaker } from "@/keeper/links/find-maker"
import { findLinkSettings, findLogo } from "@/keeper/links/link-settings"
import { findByToken } from "@/keeper/links/link-token"
import { withinPace } from "@/keeper/links/pace"
import { findVisit } from "@/keeper/links/visit"
import type { LinkView } from "@/lib/contract/link-view"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { isListed } from "@/lib/links/return-address"
import { findTenantLabel } from "@/lib/names/label-tenants"

/** What the holder of a link may know; it only reads. */
export function readLink(
  keeper: Keeper,
  { token, consentId }: OperationInput<"readLink">,
): Promise<OperationOutput<"readLink">> {
  return withinPace(keeper, async () => {
    const found = await findByToken(keeper.db, token)
    if (found === null) return { kind: "gone" } as const
    const { linkId, isReplaced } = found
    const link = await viewOf(keeper, linkId)
    const outcome = consentId === null ? null : await findVisit(keeper, { linkId, consentId })
    return { kind: "link", link: { ...link, isReplaced, outcome } } as const
  })
}

async function viewOf(keeper: Keeper, linkId: string): Promise<OwnView> {
  const { db } = keeper
  const [link, settings, logo] = await Promise.all([
    db.linkStanding.findUniqueOrThrow({
      where: { id: linkId },
      select: {
        purpose: true,
        standing: true,
        expiresAt: true,
        recipientName: true,
        note: true,
        returnTo: true,
        tenantId: true,
      },
    }),
    findLinkSettings(db),
    findLogo(db),
  ])
  const { tenantId, expiresAt, returnTo, ...own } = link
  const [madeBy, scopes, organisation] = await Promise.all([
    findMaker(db, linkId),
    findScopes(keeper, tenantId),
    findTenantLabel(db, tenantId),
  ])
  const mayReturn =
    link.standing === "done" && returnTo !== null && isListed(returnTo, settings.returnOrigins)
  return {
    ...own,
    expiresAt: expiresAt.toISOString(),
    organisation,
    asker: settings.askerName,
    contact: settings.contact,
    logo,
    madeBy,
    scopes,
    returnTo: mayReturn ? returnTo : null,
  }
}

/** What the app asks for to which the consent would be given. */
async function findScopes(keeper: Keeper, tenantId: string | null): Promise<string[]> {
  const id = (await chooseApp(keeper, { tenantId })) ?? keeper.xeroAppId
  const app = await keeper.db.xeroApp.findUniqueOrThrow({
    where: { id },
    select: { scopes: true },
  })
  return app.scopes
}

type OwnView = Omit<LinkView, "isReplaced" | "outcome">
