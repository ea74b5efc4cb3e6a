import { Card } from "@/app/_ui/content/card"
import { BackLink, TextLink } from "@/app/_ui/content/links"
import { DateTimeOf } from "@/app/_ui/content/time"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { UploadForm } from "@/app/organisations/import/components"
import { titled } from "@/app/titled"
import { formatAmount } from "@/lib/format"
import { requireMember } from "@/web/auth/require-member"
import { listImports } from "@/web/imports/find-import"
import { listConsentApps } from "@/web/xero-apps/list-xero-apps"

export const generateMetadata = titled("Import", { role: "admin" })

export default async function ImportPage() {
  await requireMember("admin")
  const [imports, apps] = await Promise.all([listImports(), listConsentApps()])
  return (
    <div className="mx-auto grid w-full max-w-2xl gap-5">
      <PageHeader
        above={<BackLink href="/organisations">Organisations</BackLink>}
        title="Import refresh tokens"
        hint="Import sign-ins from another program. Nobody has to sign in to Xero again."
      />
      <Card
        title="Choose a file"
        hint="You see its contents first. Nothing is sent to Xero until you say so."
      >
        <div className="grid gap-4">
          <UploadForm apps={apps} />
          <div className="grid gap-1 text-[0.8125rem] text-muted">
            <p>Tenantry reads, up to 10 MB and 10,000 sign-ins:</p>
            <ul className="list-disc pl-5">
              <li>a CSV file with a column refresh_token, and a column reference if you like</li>
              <li>token sets as xero-node keeps them, one or many, as JSON</li>
              <li>the xero.json of the Laravel packages</li>
              <li>a Postman environment</li>
              <li>connections exported from Nango</li>
              <li>a sign-in exported from another Tenantry installation</li>
              <li>oauthapp entries of OpenBao or Vault</li>
            </ul>
          </div>
        </div>
      </Card>
      {imports.length === 0 ? null : (
        <Card title="Earlier imports">
          <ul className="grid gap-2">
            {imports.map((one) => (
              <li key={one.id} className="flex flex-wrap items-baseline justify-between gap-x-4">
                <TextLink href={`/organisations/import/${one.id}`}>
                  {one.fileName ?? "A file without a name"}
                </TextLink>
                <span className="text-[0.8125rem] text-muted">
                  {formatAmount(one.rows, "row")} · <DateTimeOf at={one.createdAt} />
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  )
}
