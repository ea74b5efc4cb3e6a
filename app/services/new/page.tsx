import { Card } from "@/app/_ui/content/card"
import { BackLink } from "@/app/_ui/content/links"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { NewServiceForm } from "@/app/services/service-form"
import { titled } from "@/app/titled"
import { requireMember } from "@/web/auth/require-member"
import { getEndpoints } from "@/web/services/endpoints"
import { listChoices } from "@/web/services/list-choices"

const TERM_IN_MILLISECONDS = 90 * 24 * 60 * 60 * 1000

export const generateMetadata = titled("Add a service", { role: "admin" })

export default async function NewServicePage() {
  await requireMember("admin")
  const first = await listChoices("")
  const proposedExpiry = new Date(Date.now() + TERM_IN_MILLISECONDS).toISOString()
  return (
    <div className="mx-auto grid w-full max-w-2xl gap-5">
      <PageHeader
        above={<BackLink href="/services">Services</BackLink>}
        title="Add a service"
        hint="The service gets a client id and a client secret. The secret is shown once."
      />
      <Card>
        <NewServiceForm
          before={{
            name: "",
            reach: "chosen",
            networks: [],
            rights: [],
            expiresAt: proposedExpiry,
            chosen: [],
          }}
          proposedExpiry={proposedExpiry}
          first={first}
          tokenUrl={getEndpoints().tokenUrl}
        />
      </Card>
    </div>
  )
}
