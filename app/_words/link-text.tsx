import type { ReactNode } from "react"
import { Name } from "@/app/_ui/content/name"
import type { LinkView } from "@/lib/contract/link-view"

/** The heading of a link's page. */
export function linkTitle({ purpose, organisation }: LinkView): ReactNode {
  if (organisation === null) return "Connect your organisation in Xero"
  const name = <Name>{organisation}</Name>
  if (purpose === "reconnect") return <>Reconnect {name}</>
  if (purpose === "wider_scopes") return <>Allow more for {name}</>
  return <>Connect {name} too</>
}

/** Who asks: the member or the service that made the link, and for whom they work. */
export function Asker({ link: { madeBy, asker } }: { link: LinkView }) {
  if (asker === null) return <Name>{madeBy}</Name>
  return (
    <>
      <Name>{madeBy}</Name> of <Name>{asker}</Name>
    </>
  )
}

/** Whom to ask about a link that no longer works. */
export function WhomToAsk({ link }: { link: LinkView }) {
  return (
    <p className="text-muted">
      If you still want to connect, ask <Asker link={link} /> for a new link.
    </p>
  )
}
