import { Name } from "@/app/_ui/content/name"
import { PageLink } from "@/app/_ui/frame/page-link"
import type { EventRow } from "@/web/audit/list-events"

/** An event's sentence, with links to its organisation and service in it, or after it. */
export function LinkedSentence({ event, sentence }: { event: EventRow; sentence: string }) {
  return <Linked text={sentence} things={thingsOf(event)} />
}

function Linked({ text, things }: { text: string; things: Thing[] }) {
  const [first, ...others] = things
  if (first === undefined) return text
  const at = text.indexOf(first.name)
  if (at < 0) {
    return (
      <>
        <Linked text={text} things={others} /> · <ThingLink thing={first} />
      </>
    )
  }
  const after = text.slice(at + first.name.length)
  // Look for the others on both sides; those on neither side follow at the end.
  const before = others.filter((one) => text.slice(0, at).includes(one.name))
  return (
    <>
      <Linked text={text.slice(0, at)} things={before} />
      <ThingLink thing={first} />
      <Linked text={after} things={others.filter((one) => !before.includes(one))} />
    </>
  )
}

function ThingLink({ thing: { href, name } }: { thing: Thing }) {
  return (
    <PageLink
      href={href}
      className="font-medium underline decoration-line underline-offset-2 hover:text-accent hover:decoration-accent"
    >
      <Name>{name}</Name>
    </PageLink>
  )
}

function thingsOf({ tenant, service }: EventRow): Thing[] {
  return [
    ...(tenant === null ? [] : [{ href: `/organisations/${tenant.tenantId}`, name: tenant.name }]),
    ...(service === null ? [] : [{ href: `/services/${service.id}`, name: service.name }]),
  ]
}

type Thing = { href: string; name: string }
