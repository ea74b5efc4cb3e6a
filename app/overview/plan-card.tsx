import { Card } from "@/app/_ui/content/card"
import { CardLink } from "@/app/_ui/content/links"
import { planText } from "@/app/_words/plan-text"
import { formatCount } from "@/lib/format"
import type { PlanMeter } from "@/web/counted/get-plan-meter"

const FILLS = { full: "fill-danger", nearly_full: "fill-warn" }

/** How many connections Xero counts against the plan. */
export function PlanCard({ meter, canAct }: { meter: PlanMeter; canAct: boolean }) {
  const { counted, holds, warning } = meter
  return (
    <Card
      title="Connections that Xero counts"
      actions={
        canAct ? (
          <CardLink href="/organisations/connections">
            {warning === null ? "Show all" : "What to disconnect first"}
          </CardLink>
        ) : null
      }
    >
      <div className="grid gap-2">
        {holds === null ? null : (
          <svg
            role="img"
            aria-label={`${formatCount(counted)} of ${formatCount(holds)}`}
            viewBox="0 0 100 4"
            preserveAspectRatio="none"
            className="h-2 w-full rounded-full bg-sunken"
          >
            <rect
              width={Math.min(100, Math.max(1, (counted / holds) * 100))}
              height="4"
              className={warning === null ? "fill-accent" : FILLS[warning]}
            />
          </svg>
        )}
        <p className="text-[0.8125rem] text-muted">{planText(meter)}</p>
      </div>
    </Card>
  )
}
