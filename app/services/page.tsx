import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { LiveRefresh } from "@/app/_ui/frame/live-refresh"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { AddServiceButton } from "@/app/services/add-service-button"
import { FirstUse } from "@/app/services/first-use"
import { parseServiceQuery, servicesHref } from "@/app/services/list-query"
import { ServiceList } from "@/app/services/service-list"
import { hasRole } from "@/lib/members/roles"
import { requireMember } from "@/web/auth/require-member"
import { listServices } from "@/web/services/list-services"
import { SERVICES_A_PAGE } from "@/web/services/service-query"

export const metadata: Metadata = { title: "Services" }

export default async function ServicesPage({ searchParams }: PageProps<"/services">) {
  const { role } = await requireMember("viewer")
  const canAct = hasRole(role, "admin")
  const query = parseServiceQuery(await searchParams)
  const page = await listServices(query)
  const lastPage = Math.max(1, Math.ceil(page.matching / SERVICES_A_PAGE))
  if (query.page > lastPage) redirect(servicesHref(query, { page: lastPage }))
  const isFirstUse = page.all + page.counts.revoked === 0 && query.search === ""
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Services"
        hint="Back-end programs that fetch Xero access tokens with their own client id and secret."
        actions={isFirstUse ? null : <AddServiceButton canAct={canAct} />}
      />
      {isFirstUse ? <FirstUse canAct={canAct} /> : <ServiceList query={query} page={page} />}
    </>
  )
}
