import { Name } from "@/app/_ui/content/name"
import { PostForm } from "@/app/_ui/forms/post-form"
import { SoonRefresh } from "@/app/_ui/frame/soon-refresh"
import { WhomToAsk } from "@/app/_words/link-text"
import { visitText } from "@/app/_words/visit-text"
import { LinkFrame } from "@/app/connect/frame"
import { ReturnLink } from "@/app/connect/return-link"
import type { LinkView, VisitOutcome } from "@/lib/contract/link-view"

/** How a consent by a link ended: what was connected, or what went wrong and the way to try again. */
export function VisitEnd({ link, outcome, token }: VisitEndProps) {
  const { title, body, mayRetry } = visitText(outcome, link)
  const isOpen = !link.isReplaced && ["opened", "at_xero", "failed"].includes(link.standing)
  return (
    <LinkFrame from={link} title={title}>
      <div role="status" className="grid gap-2">
        {body}
      </div>
      {outcome.kind === "connected" ? <Names names={outcome.names} /> : null}
      {mayRetry && isOpen ? (
        <div>
          <PostForm action="/connect/start" fields={{ token }} tone="primary">
            Try again
          </PostForm>
        </div>
      ) : null}
      {mayRetry && !isOpen && link.standing !== "done" ? <WhomToAsk link={link} /> : null}
      {outcome.kind === "running" ? <SoonRefresh /> : null}
      <ReturnLink to={link.returnTo} />
    </LinkFrame>
  )
}

function Names({ names }: { names: string[] }) {
  if (names.length < 2) return null
  return (
    <ul className="grid list-disc gap-1 pl-5">
      {[...new Set(names)].map((name) => (
        <li key={name}>
          <Name>{name}</Name>
        </li>
      ))}
    </ul>
  )
}

type VisitEndProps = { link: LinkView; outcome: VisitOutcome; token: string }
