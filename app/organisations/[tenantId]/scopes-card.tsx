import { Badge } from "@/app/_ui/content/badge"
import { Card } from "@/app/_ui/content/card"
import { PostForm } from "@/app/_ui/forms/post-form"
import { LinkDialog } from "@/app/links/link-dialog"
import { formatList, isolate } from "@/lib/format"
import { compareScopes, replacementsOf } from "@/lib/scopes/compare-scopes"
import { scopeTextForMembers } from "@/lib/words/scope-text"
import type { TenantDetail } from "@/web/tenants/find-tenant"

/** What the consent in use allows, what is asked for now and missing, and what of it Xero ends. */
export function ScopesCard({ tenant, canAct, ...may }: ScopesCardProps) {
  const { grant } = tenant.serving
  const { granted, missing } = compareScopes({
    granted: grant.scopes,
    asked: grant.xeroApp.scopes,
  })
  return (
    <Card
      title="Scopes"
      hint={
        missing.length === 0
          ? "Everything that Tenantry asks for now was granted."
          : "Nothing stops: access tokens carry what was granted. What is missing needs a new consent."
      }
      flush
    >
      {missing.length > 0 ? (
        <div className="grid justify-items-start gap-2 border-b px-4 py-3 sm:px-5">
          <h3 className="font-medium text-sm">Asked for now, and missing</h3>
          <ScopeList scopes={missing} isMissing />
          {grant.xeroApp.kind === "custom" ? null : (
            <div className="flex flex-wrap gap-2">
              <PostForm
                action="/xero/connect"
                fields={{ tenantId: tenant.tenantId }}
                size="sm"
                disabled={!canAct}
              >
                Consent yourself
              </PostForm>
              <LinkDialog
                {...may}
                label={`Ask ${isolate(grant.xeroUserLabel)}`}
                size="sm"
                disabled={!canAct}
                organisation={{ tenantId: tenant.tenantId, name: tenant.label }}
                purposes={["wider_scopes"]}
                recipient={{ name: grant.xeroUserName, email: grant.xeroUserEmail }}
              />
            </div>
          )}
        </div>
      ) : null}
      <div className="grid gap-2 px-4 py-3 sm:px-5">
        <h3 className="font-medium text-sm">Granted</h3>
        <ScopeList scopes={granted} />
      </div>
    </Card>
  )
}

function ScopeList({ scopes, isMissing = false }: { scopes: string[]; isMissing?: boolean }) {
  return (
    <ul className="grid gap-1.5">
      {scopes.map((scope) => (
        <li key={scope} className="min-w-0 text-[0.8125rem]">
          <span className="flex flex-wrap items-center gap-1.5">
            <code className="break-all font-mono text-xs">{scope}</code>
            {isMissing ? <Badge tone="warn">Missing</Badge> : null}
          </span>
          <span className="block text-muted">May {scopeTextForMembers(scope)}.</span>
          <Ends scope={scope} />
        </li>
      ))}
    </ul>
  )
}

/** That Xero ends a broad scope, and what takes its place. */
function Ends({ scope }: { scope: string }) {
  const replacements = replacementsOf(scope)
  if (replacements.length === 0) return null
  return (
    <span className="block break-words text-warn">
      Xero ends this scope in September 2027. In its place: {formatList(replacements)}.
    </span>
  )
}

type ScopesCardProps = {
  tenant: TenantDetail
  canAct: boolean
  mayReturn: boolean
  mailsGo: boolean
}
