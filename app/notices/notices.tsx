import { Banner } from "@/app/_ui/content/banner"
import { Elapsed } from "@/app/_ui/content/time"
import { AccessNotice } from "@/app/notices/access-notice"
import { TakeOver } from "@/app/notices/components"
import { formatAmount } from "@/lib/format"
import { listOpenIncidents, type OpenIncident } from "@/web/incidents/list-open-incidents"
import { type CopyView, findCopy } from "@/web/installation/find-copy"
import { listNewAccess, type NewAccess } from "@/web/services/new-access"
import { incidentText } from "@/web/words/incident-text"

const NONE: NewAccess = { changes: [], more: false, upTo: null }

/**
 * Notices for every page: a copied database, open incidents and, for owners, new access of services.
 */
export async function Notices({ isOwner }: { isOwner: boolean }) {
  const [copy, incidents, access] = await Promise.all([
    findCopy(),
    listOpenIncidents(),
    isOwner ? listNewAccess() : NONE,
  ])
  const { upTo } = access
  if (copy === null && incidents.length === 0 && upTo === null) return null
  return (
    <section
      aria-label="Notices"
      className="mx-auto grid max-w-[84rem] grid-cols-[minmax(0,1fr)] gap-3 px-4 pt-5 sm:px-6"
    >
      {copy === null ? null : <CopyNotice copy={copy} isOwner={isOwner} />}
      {incidents.map((incident) => (
        <IncidentNotice key={incident.id} incident={incident} />
      ))}
      {upTo === null ? null : <AccessNotice access={{ ...access, upTo }} />}
    </section>
  )
}

function IncidentNotice({ incident }: { incident: OpenIncident }) {
  const { title, story, turn } = incidentText(incident)
  return (
    <Banner tone={turn === "owner" ? "danger" : "warning"} title={title} quiet>
      <p>
        For <Elapsed since={incident.since} />. {story}
      </p>
    </Banner>
  )
}

function CopyNotice({ copy, isOwner }: { copy: CopyView; isOwner: boolean }) {
  return (
    <Banner
      tone="danger"
      title="This database is a copy, so nothing is sent to Xero"
      actions={isOwner ? <TakeOver doubtful={doubts(copy)} /> : null}
      quiet
    >
      <p>
        It belongs to another installation of Tenantry. Two installations that refresh the same
        sign-ins would break them, so this one refreshes, checks, connects and disconnects nothing.{" "}
        {isOwner
          ? "If the other installation no longer runs, take over here."
          : "If the other installation no longer runs, an owner can take over here."}
      </p>
    </Banner>
  )
}

function doubts({ doubtful }: CopyView): string | null {
  if (doubtful === 0) return null
  const sign = formatAmount(doubtful, "sign-in was", "sign-ins were")
  return `${sign} due since the copy was made. If the other installation has refreshed them, they need reconnecting here.`
}
