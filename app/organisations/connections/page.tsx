import { Banner } from "@/app/_ui/content/banner"
import { Card } from "@/app/_ui/content/card"
import { BackLink } from "@/app/_ui/content/links"
import { Pagination } from "@/app/_ui/content/pagination"
import { RelativeTime } from "@/app/_ui/content/time"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { planText } from "@/app/_words/plan-text"
import { CountNow, EndForm, PlanChoice } from "@/app/organisations/connections/components"
import { CountedTable, isEndable } from "@/app/organisations/connections/counted-table"
import { pageNumber } from "@/app/paging"
import { titled } from "@/app/titled"
import { formatAmount, formatCount, isolate } from "@/lib/format"
import { XERO_PLANS } from "@/lib/words/xero-plans"
import { requireMember } from "@/web/auth/require-member"
import { getPlanMeter, type PlanMeter } from "@/web/counted/get-plan-meter"
import { COUNTED_PAGE_SIZE, listCounted } from "@/web/counted/list-counted"

export const generateMetadata = titled("What Xero counts", { role: "admin" })

export default async function CountedPage({
  searchParams,
}: PageProps<"/organisations/connections">) {
  const { role } = await requireMember("admin")
  const page = pageNumber.parse((await searchParams).page)
  const [meter, { rows, all }] = await Promise.all([getPlanMeter(), listCounted(page)])
  const { readAt } = meter
  return (
    <div className="grid gap-5">
      <PageHeader
        above={<BackLink href="/organisations">Organisations</BackLink>}
        title="What Xero counts"
        hint={
          readAt === null ? (
            notRead(meter)
          ) : (
            <>
              Read <RelativeTime at={readAt} />, without any Xero user's tokens.
            </>
          )
        }
        actions={<CountNow />}
      />
      <Refused meter={meter} />
      <Card title="Plan">
        <div className="grid gap-3">
          <p>{planText(meter)}</p>
          {role === "owner" ? <PlanChoice plan={meter.plan} options={PLANS} /> : null}
        </div>
      </Card>
      {rows.length === 0 ? null : (
        <EndForm canTick={rows.some(isEndable)}>
          <Card flush>
            <CountedTable rows={rows} />
          </Card>
          <Pagination
            page={page}
            size={COUNTED_PAGE_SIZE}
            all={all}
            what={(count) => formatAmount(count, "connection")}
            href={(to) => `/organisations/connections?page=${to}`}
          />
        </EndForm>
      )}
    </div>
  )
}

/** Null: Xero was asked and refused, which a banner says. */
function notRead({ apps }: PlanMeter): string | null {
  return apps.some((one) => one.countProblem !== null) ? null : "Xero has not been asked yet."
}

function Refused({ meter }: { meter: PlanMeter }) {
  const refused = meter.apps.filter((one) => one.countProblem !== null)
  if (refused.length === 0) return null
  return (
    <Banner quiet tone="info" title="Xero does not let every app read its own list">
      <p>
        {refused.map((one) => isolate(one.name)).join(", ")}: Xero refuses the scope
        app.connections. Its connections are counted from the lists of each Xero user, as far as
        they are known here.
      </p>
    </Banner>
  )
}

const PLANS = XERO_PLANS.map(({ plan, name, holds, price }) => ({
  value: plan,
  label: `${name}: ${holds === null ? "no limit" : formatCount(holds)}, ${price}`,
}))
