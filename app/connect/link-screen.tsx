import { notFound } from "next/navigation"
import { LinkAsk } from "@/app/connect/ask"
import { LinkFrame } from "@/app/connect/frame"
import { LinkOver } from "@/app/connect/over"
import { VisitEnd } from "@/app/connect/visit-end"
import { askKeeper } from "@/web/ask-keeper"

/** What the holder of a link sees: the question, how their consent ended, or that the link is over. */
export async function LinkScreen({ token, consentId, problem }: LinkScreenProps) {
  const answer = await askKeeper("readLink", null, { token: token.slice(0, LONGEST), consentId })
  if (answer.kind === "gone") notFound()
  if (answer.kind !== "link") return <NotNow isPaced={answer.kind === "throttled"} />
  const { link } = answer
  if (link.outcome !== null) return <VisitEnd link={link} outcome={link.outcome} token={token} />
  const isOpen = OPEN.has(link.standing)
  if (link.isReplaced || !isOpen) return <LinkOver link={link} token={token} />
  return <LinkAsk link={link} token={token} problem={problem} />
}

function NotNow({ isPaced }: { isPaced: boolean }) {
  return (
    <LinkFrame title="Please try again in a few minutes">
      <p>
        {isPaced
          ? "This page was opened very often in a short time."
          : "This page cannot be shown right now. Opening it does not use up your link."}
      </p>
    </LinkFrame>
  )
}

const LONGEST = 1_000
const OPEN = new Set<string>(["made", "sent", "opened", "at_xero", "failed"])

type LinkScreenProps = {
  token: string
  /** The consent that this browser has just given. */
  consentId: string | null
  problem: { title: string; text: string } | null
}
