import { DateOf } from "@/app/_ui/content/time"
import { PostForm } from "@/app/_ui/forms/post-form"
import { WhomToAsk } from "@/app/_words/link-text"
import { LinkFrame } from "@/app/connect/frame"
import { ReturnLink } from "@/app/connect/return-link"
import type { LinkView } from "@/lib/contract/link-view"

/** The page of a link that can no longer be used: why, and whom to ask. */
export function LinkOver({ link, token }: { link: LinkView; token: string }) {
  const { standing } = link
  const { title, text } = OVER[link.isReplaced ? "replaced" : standing] ?? OVER.withdrawn
  return (
    <LinkFrame from={link} title={title}>
      <p>
        {text}
        {standing === "expired" && !link.isReplaced ? (
          <>
            {" "}
            It worked until <DateOf at={link.expiresAt} />.
          </>
        ) : null}
      </p>
      {link.isReplaced || standing === "done" ? null : <WhomToAsk link={link} />}
      {standing === "expired" && !link.isReplaced ? (
        <div>
          <PostForm action="/connect/ask-again" fields={{ token }} tone="primary">
            Ask for a new link
          </PostForm>
        </div>
      ) : null}
      <ReturnLink to={link.returnTo} />
    </LinkFrame>
  )
}

const WITHDRAWN = {
  title: "This link was withdrawn",
  text: "Whoever sent it no longer needs it. You do not have to do anything.",
}
const OVER: Record<string, OverText> & { withdrawn: OverText } = {
  withdrawn: WITHDRAWN,
  replaced: {
    title: "There is a newer link",
    text: "You were sent another link after this one. Please use that one.",
  },
  done: {
    title: "This link has been used",
    text: "What it was for is done. You do not have to do anything else.",
  },
  declined: {
    title: "You said no",
    text: "Nothing was connected, and whoever sent the link knows. You can close this page.",
  },
  expired: {
    title: "This link has expired",
    text: "Links work for a limited time.",
  },
}

type OverText = { title: string; text: string }
