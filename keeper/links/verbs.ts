import type { Verbs } from "@/keeper/keeper"
import { declineLink, openLink } from "@/keeper/links/answer-link"
import { askForLink } from "@/keeper/links/ask-anew"
import { changeLogo } from "@/keeper/links/change-logo"
import { changeReference } from "@/keeper/links/change-reference"
import { approveTenant } from "@/keeper/links/hold-new"
import { changeLinkSettings } from "@/keeper/links/link-settings"
import { makeLink } from "@/keeper/links/make-link"
import { extendLink, renewLink, withdrawLink } from "@/keeper/links/manage-links"
import { readLink } from "@/keeper/links/read-link"
import { completeLinkConsent, startLinkConsent } from "@/keeper/links/start-link-consent"
import type { LINK_OPERATIONS } from "@/lib/contract/link-operations"

/** What web may ask about links, by name. */
export const LINK_VERBS: Verbs<keyof typeof LINK_OPERATIONS> = {
  makeLink,
  renewLink,
  extendLink,
  withdrawLink,
  approveTenant,
  changeReference,
  changeLinkSettings,
  changeLogo,
  readLink: (keeper, _memberId, input) => readLink(keeper, input),
  openLink: (keeper, _memberId, input) => openLink(keeper, input),
  askForLink: (keeper, _memberId, input) => askForLink(keeper, input),
  declineLink: (keeper, _memberId, input) => declineLink(keeper, input),
  startLinkConsent: (keeper, _memberId, input) => startLinkConsent(keeper, input),
  completeLinkConsent: (keeper, _memberId, input) => completeLinkConsent(keeper, input),
}
