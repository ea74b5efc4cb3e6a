import { notFound } from "next/navigation"
import { cache } from "react"
import { Card } from "@/app/_ui/content/card"
import { BackLink } from "@/app/_ui/content/links"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { ChangeServiceForm } from "@/app/services/service-form"
import { titled } from "@/app/titled"
import { requireMember } from "@/web/auth/require-member"
import { findServiceSettings } from "@/web/services/find-service"
import { listChoices } from "@/web/services/list-choices"

const TERM_IN_MILLISECONDS = 90 * 24 * 60 * 60 * 1000

// The title and the page share one query.
const findOnce = cache(findServiceSettings)

export const generateMetadata = titled<PageProps<"/services/[serviceId]/change">>(
  "Change the service",
  {
    role: "admin",
    isThere: async ({ params }) => (await findOnce((await params).serviceId)) !== null,
  },
)

export default async function ChangeServicePage({
  params,
}: PageProps<"/services/[serviceId]/change">) {
  await requireMember("admin")
  const { serviceId } = await params
  const [before, first] = await Promise.all([findOnce(serviceId), listChoices("")])
  if (before === null) notFound()
  return (
    <div className="mx-auto grid w-full max-w-2xl gap-5">
      <PageHeader
        above={<BackLink href={`/services/${serviceId}`}>{before.name}</BackLink>}
        title="Change the service"
        hint="Its client id and secrets stay the same. Access that you remove ends within a second."
      />
      <Card>
        <ChangeServiceForm
          serviceId={serviceId}
          before={before}
          proposedExpiry={new Date(Date.now() + TERM_IN_MILLISECONDS).toISOString()}
          first={first}
        />
      </Card>
    </div>
  )
}
