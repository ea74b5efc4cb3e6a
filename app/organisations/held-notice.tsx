import { Banner } from "@/app/_ui/content/banner"
import { Name } from "@/app/_ui/content/name"
import { PageLink } from "@/app/_ui/frame/page-link"
import { ApproveButton } from "@/app/links/components"
import { formatAmount } from "@/lib/format"
import type { Held } from "@/web/links/list-held"

/** New organisations that came by a link or a service: an admin looks at each before services that reach all may read it. */
export function HeldNotice({ held, canAct }: { held: Held; canAct: boolean }) {
  const { count, first } = held
  if (count === 0) return null
  const more = count - first.length
  return (
    <Banner
      tone="warning"
      title={`${formatAmount(count, "organisation waits", "organisations wait")} ${forWhom(canAct)}`}
    >
      <p>
        Somebody outside connected {count === 1 ? "it" : "them"} by a link, or a service imported{" "}
        {count === 1 ? "it" : "them"}. Until an admin approves, services that reach all
        organisations do not get {count === 1 ? "its" : "their"} tokens.
      </p>
      <div className="grid gap-2 pt-1">
        {first.map((one) => (
          <div key={one.tenantId} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <PageLink href={`/organisations/${one.tenantId}`} className="font-medium underline">
              <Name>{one.name}</Name>
            </PageLink>
            {canAct ? <ApproveButton tenantId={one.tenantId} name={one.name} /> : null}
          </div>
        ))}
        {more > 0 ? <p>and {formatAmount(more, "other")}</p> : null}
      </div>
    </Banner>
  )
}

/** The same on the page of one that waits. */
export function HeldHere({ tenantId, name, canAct }: HeldHereProps) {
  return (
    <Banner tone="warning" title={`This organisation waits ${forWhom(canAct)}`}>
      <p>
        Somebody outside connected it by a link, or a service imported it. Until an admin approves
        it, services that reach all organisations do not get its tokens.
      </p>
      {canAct ? <ApproveButton tenantId={tenantId} name={name} /> : null}
    </Banner>
  )
}

function forWhom(canAct: boolean): string {
  return `for ${canAct ? "your" : "an admin’s"} approval`
}

type HeldHereProps = { tenantId: string; name: string; canAct: boolean }
