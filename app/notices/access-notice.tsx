import { Banner } from "@/app/_ui/content/banner"
import { Name } from "@/app/_ui/content/name"
import { DateTimeOf } from "@/app/_ui/content/time"
import { SubmitButton } from "@/app/_ui/forms/button"
import { PageLink } from "@/app/_ui/frame/page-link"
import { seeAccess } from "@/app/notices/actions"
import type { AccessNews } from "@/web/services/access-news"

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
