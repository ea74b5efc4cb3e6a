import { Banner } from "@/app/_ui/content/banner"
import { TextLink } from "@/app/_ui/content/links"
import { listHref } from "@/app/organisations/list-query"
import { formatAmount, formatCount } from "@/lib/format"
import { MOST_COUNTED } from "@/web/tenants/survey-scopes"
import { EVERYTHING } from "@/web/tenants/tenant-query"

/** After the list of scopes that is asked for has grown: how many organisations lack some of it. */
export function ScopesNotice({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <Banner tone="info" title={`${amountOf(count)} a new consent for all scopes`} quiet>
      <p>
        Tenantry now asks for scopes that {count === 1 ? "its consent does" : "their consents do"}{" "}
        not hold. Nothing stops meanwhile: access tokens carry what was granted.{" "}
        <TextLink href={listHref(EVERYTHING, { only: "scopes_missing" })}>Show them</TextLink>
        {" · "}
        <TextLink href="/settings/xero-app">Which scopes</TextLink>
      </p>
    </Banner>
  )
}

function amountOf(count: number): string {
  if (count > MOST_COUNTED) return `More than ${formatCount(MOST_COUNTED)} organisations need`
  return formatAmount(count, "organisation needs", "organisations need")
}
