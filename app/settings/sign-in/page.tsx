import type { Metadata } from "next"
import { Banner } from "@/app/_ui/content/banner"
import { Card } from "@/app/_ui/content/card"
import { CopyableId } from "@/app/_ui/forms/copy-button"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { PasswordsForm, RemoveSso, SsoForm } from "@/app/settings/sign-in/components"
import { SecondFactorForm } from "@/app/settings/sign-in/second-factor-form"
import { requireMember } from "@/web/auth/require-member"
import { getSecondFactorPolicy } from "@/web/members/second-factor-policy"
import { getSsoSettings } from "@/web/members/sso"

export const metadata: Metadata = { title: "Sign-in" }

export default async function SignInSettingsPage() {
  const { role } = await requireMember("viewer")
  return (
    <>
      <PageHeader
        title="Sign-in"
        hint="How members prove who they are. Only owners see and change it."
      />
      {role === "owner" ? <SecondFactor /> : null}
      {role === "owner" ? <Sso /> : null}
    </>
  )
}

/** Who needs more than a password, for an owner. */
async function SecondFactor() {
  const of = await getSecondFactorPolicy()
  return (
    <Card
      title="Second factor"
      hint="A passkey, or the code of an authenticator app after the password."
    >
      <SecondFactorForm of={of ?? ""} />
    </Card>
  )
}

/** Single sign-on and passwords, for an owner. */
async function Sso() {
  const { settings, fromEnvironment, owners, emergencyOwnerId, redirectUri, logoutUri } =
    await getSsoSettings()
  return (
    <>
      <Card
        title="Single sign-on"
        hint="Members sign in at your own OpenID Connect issuer, such as Entra ID, Okta, Google or Keycloak."
        actions={
          settings === null || fromEnvironment ? undefined : <RemoveSso name={settings.name} />
        }
      >
        <div className="grid gap-5">
          <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[auto_1fr]">
            <Fact name="Redirect URI" text={redirectUri} />
            <Fact name="Back-channel logout URI" text={logoutUri} />
          </dl>
          {fromEnvironment && settings !== null ? (
            <Banner tone="info" title={`${settings.name} is set up by the environment`} quiet>
              <p>
                {settings.issuer}, with the client {settings.clientId}. Change the SSO_ settings and
                restart to change it.
              </p>
            </Banner>
          ) : (
            <SsoForm stored={settings} />
          )}
        </div>
      </Card>
      {settings === null ? null : (
        <Card title="Passwords">
          <PasswordsForm owners={owners} emergencyOwnerId={emergencyOwnerId} />
        </Card>
      )}
    </>
  )
}

function Fact({ name, text }: { name: string; text: string }) {
  return (
    <>
      <dt className="py-1 text-[0.8125rem] text-muted">{name}</dt>
      <dd className="min-w-0">
        <CopyableId text={text} what={`the ${name}`} />
      </dd>
    </>
  )
}
