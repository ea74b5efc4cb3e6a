import { Banner } from "@/app/_ui/banner"
import { SubmitButton } from "@/app/_ui/button"
import { Name } from "@/app/_ui/name"
import { PageLink } from "@/app/_ui/page-link"
import { DateTimeOf } from "@/app/_ui/time"
import { seeAccess } from "@/app/notices/actions"
import type { AccessNews } from "@/lib/services/access-news"

/** Tells an owner what others let services fetch, until they say that they have seen it. */
export function AccessNotice({ news }: { news: AccessNews & { upTo: Date } }) {
  return (
    <Banner
      tone="info"
      title="Services may fetch more than before"
      actions={
        <form action={seeAccess}>
          <input type="hidden" name="upTo" value={news.upTo.toISOString()} />
          <SubmitButton size="sm">I have seen it</SubmitButton>
        </form>
      }
      quiet
    >
      <ul>
        {news.told.map(({ eventId, at, kind, memberName, serviceId, name }) => (
          <li key={eventId}>
            <Name>{memberName ?? "Somebody"}</Name> {ACTS[kind] ?? "changed the service"}{" "}
            <PageLink href={`/services/${serviceId}`} className="underline underline-offset-2">
              <Name>{name}</Name>
            </PageLink>
            , <DateTimeOf at={at.toISOString()} />.
          </li>
        ))}
      </ul>
      {news.more ? <p>There is more of it on the page Activity.</p> : null}
      <p>If any of it was not meant, disable the service on its page at once.</p>
    </Banner>
  )
}

const ACTS: Record<string, string> = {
  "service.created": "created the service",
  "service.reach_widened": "widened what may be fetched by the service",
  "service.secret_added": "made a new client secret for the service",
  "service.enabled": "enabled again the service",
}
