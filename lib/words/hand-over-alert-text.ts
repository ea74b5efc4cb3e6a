import type { AlertDetail } from "@/lib/alerts/alert-detail"
import { isolate, sentence } from "@/lib/format"
import { visibleName } from "@/lib/text"
import { concerned, itsPage, lowered, names, theSignIn } from "@/lib/words/alert-names"

/** That a sign-in was exported for another installation. */
export function handedOverText(detail: AlertDetail): {
  title: string
  what: string
  todo: string
} {
  const { exportedBy } = detail
  const by = exportedBy === null ? "Someone at the server" : isolate(visibleName(exportedBy))
  return {
    title: `Sign-in exported: ${concerned(detail)}`,
    what: `${sentence(`${by} exported ${lowered(theSignIn(detail))} to another installation, along with ${names(detail)}`)} Anyone who has the file and its passphrase can use it. This installation no longer uses it, and services get no tokens for it.`,
    todo: `Nothing if this was intended. If not, open ${itsPage(detail)} now and press Take it back, and find out who has the file.`,
  }
}
