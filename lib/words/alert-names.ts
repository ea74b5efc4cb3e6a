import type { AlertDetail } from "@/lib/alerts/alert-detail"
import { formatAmount, formatList, isolate, sentence } from "@/lib/format"
import { labelOf } from "@/lib/names/label"
import { visibleName } from "@/lib/text"

/** How an alert's sentences name what they are about. */

// More names would make the sentence too long.
const NAMES_IN_A_SENTENCE = 3

export function concerned({ organisations, organisationCount }: AlertDetail): string {
  const [only] = organisations
  if (organisationCount === 1 && only !== undefined) return isolate(labelOf(only))
  return formatAmount(organisationCount, "organisation")
}

export function names({ organisations, organisationCount }: AlertDetail): string {
  const named = organisations.slice(0, NAMES_IN_A_SENTENCE).map((one) => isolate(labelOf(one)))
  const others = organisationCount - named.length
  return formatList(others > 0 ? [...named, formatAmount(others, "other")] : named)
}

export function covers(detail: AlertDetail): string {
  return sentence(`It covers ${names(detail)}`)
}

export function theSignIn({ xeroUserName }: AlertDetail): string {
  return xeroUserName === null
    ? "The sign-in"
    : `The sign-in of ${isolate(visibleName(xeroUserName))}`
}

export function as({ xeroUserName }: AlertDetail): string {
  return xeroUserName === null ? "" : ` as ${isolate(visibleName(xeroUserName))}`
}

export function itsPage({ organisationCount }: AlertDetail): string {
  return organisationCount === 1 ? "the organisation" : "one of the organisations"
}

export function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
