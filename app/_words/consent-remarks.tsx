import { LastName, Name } from "@/app/_ui/content/name"
import { type Marks, Names } from "@/app/_words/consent-names"
import type { Remarks as RemarksType } from "@/lib/contract/outcomes"
import { formatAmount } from "@/lib/format"

const MOST_SHOWN = 4

/** What is worth knowing about a consent beside its outcome. */
export function Remarks({ of, xeroUserName, marks }: RemarksProps) {
  if (of === undefined) return null
  const { notGranted, reachedBefore, unreadable } = of
  return (
    <>
      {reachedBefore.slice(0, MOST_SHOWN).map((one) => (
        <p key={one.tenantId}>
          <Names of={[one]} marks={marks} /> was already connected through{" "}
          <LastName>{one.xeroUserName}</LastName> Now <Name>{xeroUserName}</Name>’s new consent
          reaches it too.
        </p>
      ))}
      {reachedBefore.length > MOST_SHOWN ? (
        <p>The same goes for {formatAmount(reachedBefore.length - MOST_SHOWN, "more", "more")}.</p>
      ) : null}
      {notGranted.length > 0 ? (
        <p>
          Xero granted less than Tenantry asked for. These scopes are missing:{" "}
          <code className="font-mono">{notGranted.join(" ")}</code>. Xero refuses whatever needs
          them.
        </p>
      ) : null}
      {unreadable.length > 0 ? (
        <p>
          Xero also listed {formatAmount(unreadable.length, "connection")} that Tenantry could not
          read: <LastName>{unreadable.slice(0, MOST_SHOWN).join(", ")}</LastName> Everything else is
          stored.
        </p>
      ) : null}
    </>
  )
}

type RemarksProps = { of: RemarksType | undefined; xeroUserName: string; marks: Marks }
