import { LastName, Name } from "@/app/_ui/content/name"
import type { ConsentText } from "@/app/_words/consent-ends"
import { type Marks, Names } from "@/app/_words/consent-names"
import { Remarks } from "@/app/_words/consent-remarks"
import type { ConsentOutcome } from "@/lib/contract/outcomes"
import { formatNames } from "@/lib/format"

/** A reconnect that reached its organisation through another Xero user than before. */
export function otherAuthoriser(
  outcome: OtherAuthoriser,
  wanted: string | null,
  marks: Marks,
): ConsentText {
  const { xeroUserName, before, decision, offered } = outcome
  const what = wanted === null ? "this organisation." : <LastName>{wanted}</LastName>
  const others = formatNames(before.map((one) => one.xeroUserName))
  return {
    tone: decision === "open" ? "warning" : "info",
    title: (
      <>
        <Name>{xeroUserName}</Name> signed in, not <Name>{others}</Name>
      </>
    ),
    body: (
      <>
        <p>
          Until now <Name>{others}</Name> authorised {what} <Name>{xeroUserName}</Name>’s sign-in
          reaches it too.{" "}
          {decision === "open"
            ? "Nothing uses it until you decide."
            : DECIDED[decision](outcome.toldXero)}
        </p>
        {decision === "open" ? (
          <ul>
            <li>
              Add: <Name>{xeroUserName}</Name> becomes one more authoriser, and takes over when the
              others no longer work. Xero counts one connection of your plan for each of them.
            </li>
            <li>
              Replace: <Name>{xeroUserName}</Name> takes over now, and Xero ends the connection of{" "}
              <Name>{others}</Name> to this organisation.
            </li>
            <li>Undo: Xero ends the new connection, and everything stays as it was.</li>
          </ul>
        ) : null}
        {offered.length > 1 ? (
          <p>
            The same goes for the other organisations that came along:{" "}
            <Names of={offered} marks={marks} isLast />
          </p>
        ) : null}
        <Remarks of={outcome.remarks} xeroUserName={xeroUserName} marks={marks} />
      </>
    ),
  }
}

const DECIDED = {
  kept: () => "It was kept.",
  overtaken: () =>
    "This has been decided since then. The organisation’s page shows its authorisers.",
  undone: (toldXero?: boolean) =>
    toldXero === false
      ? "It was removed here, but Xero may still list the connection."
      : "It was undone.",
}

/** A second authoriser was wanted, and somebody signed in who is one already. */
export function sameAuthoriser(
  { xeroUserName, remarks }: Extract<ConsentOutcome, { kind: "same_authoriser" }>,
  marks: Marks,
): ConsentText {
  return {
    tone: "warning",
    title: (
      <>
        <Name>{xeroUserName}</Name> is an authoriser already
      </>
    ),
    body: (
      <>
        <p>
          Nobody was added. To add somebody else, log out of Xero first, or open the link in the
          browser of the person who should be added.
        </p>
        <Remarks of={remarks} xeroUserName={xeroUserName} marks={marks} />
      </>
    ),
  }
}

type OtherAuthoriser = Extract<ConsentOutcome, { kind: "other_authoriser" }>
