import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { RelativeTime } from "@/app/_ui/content/time"
import { PageLink } from "@/app/_ui/frame/page-link"
import { ServiceBadge } from "@/app/services/service-badge"
import { formatCount } from "@/lib/format"
import type { Reader } from "@/web/services/list-readers"

const SHOWN = 8

/** The services that may fetch this organisation's access tokens, and when each last did. */
export function ReadersCard({ readers, isRemoved }: { readers: Reader[]; isRemoved: boolean }) {
  const more = readers.length - SHOWN
  return (
    <Card
      title="Services with access"
      hint={
        isRemoved
          ? "They get no access tokens while it is disconnected."
          : "Programs that may fetch access tokens for it."
      }
      flush
    >
      {readers.length === 0 ? (
        <p className="px-4 py-4 text-muted sm:px-5">
          No service has access yet.{" "}
          <PageLink href="/services" className="text-accent underline underline-offset-2">
            Give a service access
          </PageLink>
        </p>
      ) : (
        <Lines readers={readers.slice(0, SHOWN)} />
      )}
      {more > 0 ? (
        <details>
          <summary className="border-t px-4 py-2.5 text-accent sm:px-5">
            Show {formatCount(more)} more
          </summary>
          <Lines readers={readers.slice(SHOWN)} />
        </details>
      ) : null}
    </Card>
  )
}

function Lines({ readers }: { readers: Reader[] }) {
  return (
    <ul>
      {readers.map(({ serviceId, name, state, reach, lastFetchAt }) => (
        <li key={serviceId} className="border-b px-4 py-2.5 last:border-b-0 sm:px-5">
          <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
            <PageLink
              href={`/services/${serviceId}`}
              className="min-w-0 font-medium hover:text-accent"
            >
              <Name>{name}</Name>
            </PageLink>
            {state === "active" ? null : <ServiceBadge state={state} />}
          </div>
          <p className="text-[0.8125rem] text-muted">
            {lastFetchAt === null ? (
              "Never fetched"
            ) : (
              <>
                Last fetch <RelativeTime at={lastFetchAt} />
              </>
            )}
            {reach === "all" ? " · all organisations" : null}
          </p>
        </li>
      ))}
    </ul>
  )
}
