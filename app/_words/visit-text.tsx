import type { ReactNode } from "react"
import { LastName, Name } from "@/app/_ui/content/name"
import type { LinkView, VisitOutcome } from "@/lib/contract/link-view"

/** How a consent by a link ended, in words for people who know nothing of this installation. */
export function visitText(outcome: VisitOutcome, link: LinkView): VisitText {
  switch (outcome.kind) {
    case "connected":
      return connected(outcome.names)
    case "other_organisation":
      return otherOrganisation(outcome.xeroUserName, link)
    case "awaits_decision":
      return awaitsDecision(outcome.name, link)
    case "same_authoriser":
      return sameAuthoriser(outcome.xeroUserName)
    case "nothing_new":
    case "no_organisations":
      return nothingChosen(outcome.xeroUserName)
    default: {
      const { text, mayRetry, title } = PLAIN[outcome.kind]
      return { title, body: <p>{text}</p>, mayRetry }
    }
  }
}

function connected(names: string[]): VisitText {
  const [only] = names
  return {
    title:
      names.length === 1 && only !== undefined ? (
        <>
          Connected <Name>{only}</Name>
        </>
      ) : (
        `Connected ${names.length} organisations`
      ),
    body: <p>Thank you. That is all; you can close this page.</p>,
    mayRetry: false,
  }
}

function awaitsDecision(name: string | null, { asker, madeBy }: LinkView): VisitText {
  return {
    title: "Thank you",
    body: (
      <p>
        You allowed access to <LastName>{name ?? "the organisation"}</LastName> Somebody else had
        connected it before you, and <Name>{asker ?? madeBy}</Name> now decides whose access is
        used. You can close this page.
      </p>
    ),
    mayRetry: false,
  }
}

function otherOrganisation(xeroUserName: string, { organisation }: LinkView): VisitText {
  const wanted = <Name className="font-semibold">{organisation ?? "another organisation"}</Name>
  return {
    title: "That was another organisation",
    body: (
      <>
        <p>
          This link is for {wanted}, and <Name>{xeroUserName}</Name> did not allow access to it.
          Nothing has changed for{" "}
          <LastName className="font-semibold">{organisation ?? "another organisation"}</LastName>
        </p>
        <OtherLogin />
      </>
    ),
    mayRetry: true,
  }
}

function sameAuthoriser(xeroUserName: string): VisitText {
  return {
    title: "A second person is needed",
    body: (
      <>
        <p>
          <Name>{xeroUserName}</Name> has allowed access before, so nobody was added. This link is
          for somebody else who works with the same organisation in Xero.
        </p>
        <OtherLogin />
      </>
    ),
    mayRetry: true,
  }
}

function nothingChosen(xeroUserName: string): VisitText {
  return {
    title: "No organisation was chosen",
    body: (
      <>
        <p>
          <Name>{xeroUserName}</Name> allowed access, but chose no new organisation in Xero’s list.
          Try again, open the list, and choose one.
        </p>
        <p className="text-muted">
          If the list does not show it, you may not be a Standard user or an Adviser of it.
        </p>
        <OtherLogin />
      </>
    ),
    mayRetry: true,
  }
}

/** How to be somebody else at Xero. */
function OtherLogin() {
  return (
    <p className="text-muted">
      Signed in to Xero as the wrong person? Open Xero in another tab, log out there under your
      initials, and try again. Xero then asks who you are.
    </p>
  )
}

const PLAIN = {
  running: {
    title: "One moment",
    text: "You are done at Xero. This page shows the result in a moment.",
    mayRetry: false,
  },
  cancelled: {
    title: "You cancelled at Xero",
    text: "Nothing was connected. You can try again, or close this page.",
    mayRetry: true,
  },
  not_kept: {
    title: "Your access is not used",
    text: "Somebody else had connected this organisation before you, and what you allowed was not kept. If they asked you again, you can try again.",
    mayRetry: true,
  },
  scopes_missing: {
    title: "Something is missing",
    text: "Xero did not grant everything that was asked for. Please try once more.",
    mayRetry: true,
  },
  link_over: {
    title: "This came too late",
    text: "This link works once, and it was used or ended while you were at Xero, perhaps in another of your tabs. If you do not want to keep what you allowed there, end it in Xero under Settings, Connected apps.",
    mayRetry: true,
  },
  trouble: {
    title: "That did not work",
    text: "Something went wrong between this site and Xero. It was not your fault. Please try again in a few minutes.",
    mayRetry: true,
  },
}

type VisitText = { title: ReactNode; body: ReactNode; mayRetry: boolean }
