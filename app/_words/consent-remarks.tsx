import { Name } from "@/app/_ui/content/name"
import type { Remarks as RemarksType } from "@/lib/contract/outcomes"
import { formatAmount } from "@/lib/format"
import { tenantLabel } from "@/lib/tenants/label"

const MOST_SHOWN = 4

/** What is worth knowing about a consent beside its outcome. */
export function Remarks({
  of,
  xeroUserName,
}: {
  of: RemarksType | undefined
  xeroUserName: string
}) {
  if (of === undefined) return null
  const { notGranted, reachedBefore, unreadable } = of
  return (
    <>
      {reachedBefore.slice(0, MOST_SHOWN).map((one) => (
        <p key={one.tenantId}>
          <Name>{tenantLabel({ name: one.name, mark: null })}</Name> was already connected through{" "}
          <Name>{one.xeroUserName}</Name>. Now <Name>{xeroUserName}</Name>’s consent reaches it too.
        </p>
      ))}
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
          read: {unreadable.slice(0, MOST_SHOWN).join(", ")}. Everything else is stored.
        </p>
      ) : null}
    </>
  )
}
