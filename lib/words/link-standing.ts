import type { LinkPurpose, LinkStandingWord } from "@/lib/links/link-terms"

const WORDS: Record<LinkStandingWord, string> = {
  made: "Made",
  sent: "Sent",
  opened: "Opened",
  at_xero: "Went to Xero",
  failed: "Did not work",
  declined: "Declined",
  expired: "Expired",
  done: "Done",
  withdrawn: "Withdrawn",
}

const PURPOSES: Record<LinkPurpose, string> = {
  connect: "New organisation",
  reconnect: "Reconnect",
  second_authoriser: "Second authoriser",
  wider_scopes: "Wider scopes",
}

const FAILURES: Record<string, string> = {
  cancelled: "cancelled at Xero",
  other_organisation: "allowed another organisation",
  same_authoriser: "is the authoriser already",
  not_kept: "what it brought was not kept",
  scopes_missing: "did not grant all scopes",
  nothing_new: "chose no new organisation",
  no_organisations: "chose no organisation",
  code_refused: "Xero refused the code",
  app_removed: "the Xero app was removed here",
  identity_refused: "Xero’s answer could not be verified",
  xero_error: "Xero answered with an error",
  xero_trouble: "Xero could not be reached",
}

/** How a link stands, in the word that people read. */
export function standingWord(standing: LinkStandingWord): string {
  return WORDS[standing]
}

/** What a link is for, in a few words. */
export function purposeWord(purpose: LinkPurpose): string {
  return PURPOSES[purpose]
}

/** Why a link did not work; the code of another version is shown as it is. */
export function failureText(failure: string): string {
  return (Object.hasOwn(FAILURES, failure) ? FAILURES[failure] : null) ?? failure
}
