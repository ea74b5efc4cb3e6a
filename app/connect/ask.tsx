import { Banner } from "@/app/_ui/content/banner"
import { LastName, Name } from "@/app/_ui/content/name"
import { DateOf } from "@/app/_ui/content/time"
import { PostForm } from "@/app/_ui/forms/post-form"
import { Asker, linkTitle } from "@/app/_words/link-text"
import { Opened } from "@/app/connect/components"
import { LinkFrame } from "@/app/connect/frame"
import type { LinkView } from "@/lib/contract/link-view"
import { scopeTexts } from "@/lib/words/scope-text"
import { visitPath } from "@/web/links/visitor"

/** The question of an open link: who asks, for what, what they may do then; and the way to Xero. */
export function LinkAsk({ link, token, problem }: LinkAskProps) {
  const { note, purpose } = link
  return (
    <LinkFrame from={link} title={linkTitle(link)}>
      {problem === null ? null : (
        <Banner tone="warning" title={problem.title}>
          {problem.text}
        </Banner>
      )}
      <p>
        <Greeting link={link} />
        <Asker link={link} /> asks you to {PURPOSE_TEXT[purpose]}. You do this at Xero, with your
        own login.
      </p>
      {note === null ? null : (
        <blockquote className="border-line border-l-2 pl-3 whitespace-pre-line text-muted [overflow-wrap:anywhere]">
          {note}
        </blockquote>
      )}
      <Scopes scopes={link.scopes} />
      <GoodToKnow link={link} />
      <div className="flex flex-wrap items-center gap-2">
        <PostForm action="/connect/start" fields={{ token }} tone="primary">
          Continue to Xero
        </PostForm>
        <PostForm action="/connect/decline" fields={{ token }} tone="quiet">
          No, thank you
        </PostForm>
      </div>
      <p className="text-[0.8125rem] text-muted">
        This link works once, until <DateOf at={link.expiresAt} />.
      </p>
      <Opened token={token} path={visitPath(token)} />
    </LinkFrame>
  )
}

function Greeting({ link: { recipientName } }: { link: LinkView }) {
  if (recipientName === null) return null
  return (
    <>
      Hello <Name>{recipientName}</Name>,{" "}
    </>
  )
}

function Scopes({ scopes }: { scopes: string[] }) {
  return (
    <section className="grid gap-1.5">
      <h2 className="font-semibold text-sm">What you allow</h2>
      <ul className="grid list-disc gap-1 pl-5 text-muted">
        {scopeTexts(scopes).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  )
}

function GoodToKnow({ link }: { link: LinkView }) {
  return (
    <section className="grid gap-1.5">
      <h2 className="font-semibold text-sm">Good to know</h2>
      <ul className="grid list-disc gap-1 pl-5 text-muted">
        <li>You sign in on Xero’s own page. Nobody else learns your password.</li>
        <li>
          You need to be a Standard user or an Adviser
          {link.organisation === null ? (
            " of the organisation that you choose."
          ) : (
            <>
              {" "}
              of <LastName>{link.organisation}</LastName> Choose it in Xero’s list.
            </>
          )}
        </li>
        <li>You can end the access at any time in Xero, under Settings, Connected apps.</li>
      </ul>
    </section>
  )
}

const PURPOSE_TEXT: Record<LinkView["purpose"], string> = {
  connect: "connect one of your organisations in Xero",
  reconnect: "connect this organisation again, because the access from before has ended",
  second_authoriser:
    "connect this organisation too, so that the connection does not depend on one person",
  wider_scopes: "allow more for this organisation than before",
}

type LinkAskProps = {
  link: LinkView
  token: string
  problem: { title: string; text: string } | null
}
