import Link from "next/link"
import { Banner } from "@/app/_ui/content/banner"
import { Name } from "@/app/_ui/content/name"
import { RelativeTime } from "@/app/_ui/content/time"
import { restoredNotice } from "@/app/_words/copy-text"
import { formatAmount } from "@/lib/format"
import { statusWord } from "@/lib/words/tenant-status"
import { type DoubtfulTenant, listDoubtful } from "@/web/installation/list-doubtful"

const SHOWN = 10

/** After a restored backup or a take-over: the organisations that may need reconnecting. Those that work leave the list. */
export async function AfterRestoreNotice() {
  const tenants = await listDoubtful()
  if (tenants.length === 0) return null
  const { title, text } = restoredNotice(tenants)
  const more = tenants.length - SHOWN
  return (
    <Banner tone="warning" title={title} quiet>
      <p>{text}</p>
      <ul>
        {tenants.slice(0, SHOWN).map((one) => (
          <Doubtful key={one.tenantId} one={one} />
        ))}
        {more > 0 ? <li>and {formatAmount(more, "more", "more")}</li> : null}
      </ul>
    </Banner>
  )
}

function Doubtful({ one }: { one: DoubtfulTenant }) {
  return (
    <li>
      <Link href={`/organisations/${one.tenantId}`} className="font-medium hover:text-accent">
        <Name>{one.name}</Name>
      </Link>
      : {statusWord(one.status)}, last refreshed <RelativeTime at={one.lastRefreshedAt} />
    </li>
  )
}
