import { Banner } from "@/app/_ui/content/banner"
import { Card } from "@/app/_ui/content/card"
import { DateOf } from "@/app/_ui/content/time"
import { ssoRefusalText } from "@/app/_words/sso-text"
import { AddIdentity, RemoveIdentity } from "@/app/settings/identity-components"
import { isSameIssuer } from "@/lib/members/sso-issuer"
import { findSsoView, listIdentities } from "@/web/members/sso"

/** At which issuers the member signs in. `outcome`: what came of adding one. */
export async function IdentityCard({ outcome }: { outcome: string | null }) {
  const [sso, identities] = await Promise.all([findSsoView(), listIdentities()])
  if (sso === null && identities.length === 0) return null
  const isAdded = identities.some((one) => sso !== null && isSameIssuer(one.issuer, sso.issuer))
  return (
    <Card title="Single sign-on">
      <div className="grid gap-3">
        <Outcome outcome={outcome} name={sso?.name ?? "single sign-on"} />
        {identities.map(({ id, issuer, email, createdAt }) => (
          <div key={id} className="flex flex-wrap items-start justify-between gap-2">
            <div className="min-w-0">
              <p className="break-all font-medium">{issuer}</p>
              <p className="break-all text-[0.8125rem] text-muted">
                {email ?? "No e-mail address"}, since <DateOf at={createdAt} />
              </p>
            </div>
            <RemoveIdentity identityId={id} issuer={issuer} />
          </div>
        ))}
        {sso === null || isAdded ? null : <AddIdentity name={sso.name} />}
      </div>
    </Card>
  )
}

function Outcome({ outcome, name }: { outcome: string | null; name: string }) {
  if (outcome === null) return null
  if (outcome === "added")
    return <Banner tone="success" title={`You can sign in with ${name} now`} />
  return (
    <Banner tone="danger" title="Not added">
      {ssoRefusalText(outcome, name)}
    </Banner>
  )
}
