import { Banner } from "@/app/_ui/content/banner"
import { Elapsed } from "@/app/_ui/content/time"
import { copyReason, takeOverFacts } from "@/app/_words/copy-text"
import { AccessNotice } from "@/app/notices/access-notice"
import { TakeOver } from "@/app/notices/components"
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
      title={
        copy.sign === "installation"
          ? "This database is a copy, so nothing is sent to Xero"
          : "This database may be a copy, so nothing is sent to Xero"
      }
      actions={isOwner ? <TakeOver facts={takeOverFacts(copy, new Date())} /> : null}
      quiet
    >
      <p>
        {copyReason(copy)} Two installations that refresh the same sign-ins break them for each
        other, so Tenantry sends nothing to Xero from here.{" "}
        {isOwner
          ? "If no other installation uses these sign-ins, take over here."
          : "If no other installation uses these sign-ins, an owner can take over here."}
      </p>
    </Banner>
  )
}
