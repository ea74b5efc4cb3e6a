import type { AlertDetail } from "@/lib/alerts/alert-detail"
import { sentence } from "@/lib/format"
import { ordinalWord } from "@/lib/tenants/turn"
import { concerned, itsPage, lowered, names, theSignIn } from "@/lib/words/alert-names"

/** That another authoriser than the first serves an organisation, in sentences. `number`: which one, from 1. */
export function runsOnText(number: number): string {
  return `This organisation runs on its ${ordinalWord(number)} authoriser, because no earlier one’s sign-in works now. Access tokens come as before. Ask an earlier authoriser to reconnect, or a new one to connect.`
}

/** An earlier authoriser's sign-in does not work, and another one serves the organisations. */
export function authoriserLostText(detail: AlertDetail): Text {
  const { authoriser, reason } = detail
  const which =
    authoriser === null ? "another authoriser" : `its ${ordinalWord(authoriser)} authoriser`
  const why =
    reason === "not_listed"
      ? sentence(`Xero no longer lists ${names(detail)} for ${lowered(theSignIn(detail))}`)
      : `${theSignIn(detail)} has ended.`
  return {
    title: `Running on ${which}: ${concerned(detail)}`,
    what: `${why} Another authoriser serves ${names(detail)}, so services get access tokens as before. Fewer are left to take over next time.`,
    todo: `Open ${itsPage(detail)} and reconnect the one who was lost, or add a new authoriser and remove the old one.`,
  }
}

export function authoriserBackText(detail: AlertDetail): Text {
  return {
    title: `First authoriser back: ${concerned(detail)}`,
    what: sentence(`${theSignIn(detail)} works again for ${names(detail)}`),
    todo: "Nothing.",
  }
}

/** Members removed the one who was lost, or changed the order. */
export function authorisersSettledText(detail: AlertDetail): Text {
  return {
    title: `Settled: ${concerned(detail)}`,
    what: `${theSignIn(detail)} is no longer the first to be used for ${names(detail)}: the authorisers were changed.`,
    todo: "Nothing.",
  }
}

type Text = { title: string; what: string; todo: string }
