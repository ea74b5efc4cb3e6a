import type { ReactNode } from "react"
import { LastName, Name } from "@/app/_ui/content/name"
import type { ConsentText } from "@/app/_words/consent-ends"
import { type Marks, Names } from "@/app/_words/consent-names"
import { Remarks } from "@/app/_words/consent-remarks"
import type { ConsentOutcome } from "@/lib/contract/outcomes"

/** A reconnect that did not reach its organisation; perhaps one that bears its name. */
export function otherOrganisation(
  outcome: Outcome,
  wanted: string | null,
  marks: Marks,
): ConsentText {
  const { xeroUserName, organisations, offered } = outcome
  const what = wanted === null ? "the organisation" : <Name>{wanted}</Name>
  const namesakes = organisations.filter((one) => wanted !== null && looksLike(one.name, wanted))
  return {
    tone: outcome.decision === "open" ? "warning" : "info",
    title:
      namesakes.length > 0 ? (
        <>This sign-in reaches another organisation called {what}</>
      ) : (
        <>This sign-in does not reach {what}</>
      ),
    body: (
      <>
        <p>
          <Name>{xeroUserName}</Name> signed in at Xero. That sign-in reaches{" "}
          {organisations.length > 0 ? (
            <Names of={organisations} marks={marks} />
          ) : (
            "no organisations"
          )}
          , but not {namesakes.length > 0 ? "the organisation on this page." : lastOf(wanted)}{" "}
          Nothing has changed here.{" "}
          {namesakes.length > 0 ? (
            <>
              The new one has the same name and another id, so the old one was probably reset or
              moved. Keep the new one, and disconnect the old one when you no longer need it.
            </>
          ) : (
            <>
              Reconnect with a Xero login that has access to {what}, and choose it in Xero’s list.
            </>
          )}
        </p>
        {offered.length > 0 ? <p>{offerText(outcome, marks)}</p> : null}
        <Remarks of={outcome.remarks} xeroUserName={xeroUserName} marks={marks} />
      </>
    ),
  }
}

function lastOf(wanted: string | null): ReactNode {
  return wanted === null ? "the organisation." : <LastName>{wanted}</LastName>
}

/** As readers see them: capitals, widths and what nobody sees make no other name. */
function looksLike(one: string, other: string): boolean {
  return LOOKS.compare(one, other) === 0
}

const LOOKS = new Intl.Collator("en", { sensitivity: "accent", usage: "search" })

function offerText({ decision, offered, toldXero }: Outcome, marks: Marks) {
  const names = <Names of={offered} marks={marks} />
  if (decision === "kept") return <>{names}: kept and connected.</>
  if (decision === "overtaken")
    return <>{names}: already decided. The list shows what is connected.</>
  if (decision === "undone" && toldXero === false)
    return <>{names}: removed here, but Xero may still list the connection.</>
  if (decision === "undone") return <>{names}: undone and not connected.</>
  return <>Xero connected {names} instead. Keep this connection, or undo it?</>
}

type Outcome = Extract<ConsentOutcome, { kind: "other_organisation" }>
