import { Banner } from "@/app/_ui/content/banner"
import { Name } from "@/app/_ui/content/name"
import { DateTimeOf } from "@/app/_ui/content/time"
import { SubmitButton } from "@/app/_ui/forms/button"
import { PageLink } from "@/app/_ui/frame/page-link"
import { confirmAccess } from "@/app/notices/actions"
import type { NewAccess } from "@/web/services/new-access"

/** Shows an owner what access other members gave to services, until the owner confirms. */
export function AccessNotice({ access }: { access: NewAccess & { upTo: Date } }) {
  return (
    <Banner
      tone="info"
      title="Services have more access"
      actions={
        <form action={confirmAccess}>
          <input type="hidden" name="upTo" value={access.upTo.toISOString()} />
          <SubmitButton size="sm">Mark as seen</SubmitButton>
        </form>
      }
      quiet
    >
      <ul>
        {access.changes.map(({ eventId, at, kind, memberName, serviceId, name }) => (
          <li key={eventId}>
            <Name>{memberName ?? "Someone"}</Name> {ACTS[kind] ?? "changed the service"}{" "}
            <PageLink href={`/services/${serviceId}`} className="underline underline-offset-2">
              <Name>{name}</Name>
            </PageLink>
            , <DateTimeOf at={at} />.
          </li>
        ))}
      </ul>
      {access.more ? <p>See Activity for the rest.</p> : null}
      <p>If you did not expect this, disable the service on its page now.</p>
    </Banner>
  )
}

const ACTS: Record<string, string> = {
  "service.created": "created the service",
  "service.reach_widened": "gave more access to the service",
  "service.secret_added": "created a client secret for the service",
  "service.enabled": "enabled the service",
}
