import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { PageLink } from "@/app/_ui/frame/page-link"
import { formatAmount, formatCount } from "@/lib/format"
import type { BusiestServices } from "@/web/overview/list-busiest-services"

/** Which services fetch tokens, the busiest first. */
export function TokensCard({ busiest }: { busiest: BusiestServices }) {
  const { services, others, fetchesOfOthers } = busiest
  const most = services[0]?.fetches ?? 0
  return (
    <Card title="Tokens by service" hint="Fetches in the last 7 days" flush>
      {services.length === 0 ? (
        <p className="px-4 py-4 text-muted sm:px-5">None were fetched.</p>
      ) : (
        <table aria-label="Tokens by service" className="w-full text-left">
          <thead className="sr-only">
            <tr>
              <th scope="col">Service</th>
              <th scope="col">Fetches</th>
            </tr>
          </thead>
          <tbody>
            {services.map(({ serviceId, name, fetches }) => (
              <tr key={serviceId} className="border-b last:border-b-0">
                <td className="w-full px-4 py-2 sm:pl-5">
                  <PageLink href={`/services/${serviceId}`} className="rounded hover:text-accent">
                    <Name className="line-clamp-1">{name}</Name>
                  </PageLink>
                  <Share of={fetches / most} />
                </td>
                <td className="whitespace-nowrap py-2 pr-4 text-right align-top tabular-nums sm:pr-5">
                  {formatCount(fetches)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {others === 0 ? null : (
        <p className="border-t px-4 py-2 text-[0.8125rem] text-muted sm:px-5">
          {formatCount(fetchesOfOthers)} by {formatAmount(others, "other service")}
        </p>
      )}
    </Card>
  )
}

/** A bar beside the number that says the same. */
function Share({ of }: { of: number }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      className="mt-1 h-1 w-full rounded-full bg-sunken"
    >
      <rect width={Math.max(1, of * 100)} height="4" className="fill-accent" />
    </svg>
  )
}
