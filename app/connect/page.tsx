import type { Metadata } from "next"
import { z } from "zod"
import { askedText, visitProblemText } from "@/app/_words/link-problem-text"
import { LinkFrame } from "@/app/connect/frame"
import { LinkScreen } from "@/app/connect/link-screen"
import { readLinkToken } from "@/web/links/visitor"

export const metadata: Metadata = { title: { absolute: "Connect to Xero" } }

const QUERY = z.object({
  link: z.string().nullable().catch(null),
  consent: z.guid().nullable().catch(null),
  problem: z.string().nullable().catch(null),
  came: z.string().nullable().catch(null),
  asked: z.string().nullable().catch(null),
})

/** The same page for a browser that has used its link: how the consent ended, or what went wrong. */
export default async function VisitPage({ searchParams }: PageProps<"/connect">) {
  const { link, consent, problem, came, asked } = QUERY.parse(await searchParams)
  const token = await readLinkToken(link)
  const answer = askedText(asked)
  if (answer !== null) {
    return (
      <LinkFrame title={answer.title}>
        <p>{answer.text}</p>
      </LinkFrame>
    )
  }
  const text = visitProblemText(problem, came === "code")
  if (token === null && text !== null) {
    return (
      <LinkFrame title={text.title}>
        <p>{text.text}</p>
      </LinkFrame>
    )
  }
  return <LinkScreen token={token ?? ""} consentId={consent} problem={text} />
}
