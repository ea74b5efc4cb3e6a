import { Badge } from "@/app/_ui/content/badge"
import { Card } from "@/app/_ui/content/card"
import { Fact } from "@/app/_ui/content/fact"
import { Name } from "@/app/_ui/content/name"
import { DateTimeOf } from "@/app/_ui/content/time"
import { CopyableId } from "@/app/_ui/forms/copy-button"
import { CUSTOM_TEXTS } from "@/app/_words/xero-app-text"
import { AppActions, RemoveSecret } from "@/app/settings/xero-app/components"
import { formatAmount } from "@/lib/format"
import type { XeroAppRow } from "@/web/xero-apps/list-xero-apps"

/** One Xero app: what it is, how it stands, and for owners what to do with it. */
export function AppCard({ app, isOwner }: { app: XeroAppRow; isOwner: boolean }) {
  return (
    <Card
      title={<Name>{app.name}</Name>}
      hint={app.kind === "custom" ? "Custom connection" : "Web app"}
      actions={<Badges app={app} />}
    >
      <div className="grid gap-4">
        <Standing app={app} />
        <dl className="grid items-start gap-x-6 gap-y-3 sm:grid-cols-2">
          <Fact label="Client id">
            <CopyableId text={app.clientId} what={`the client id of ${app.name}`} />
          </Fact>
          <Fact label={app.secrets.length > 1 ? "Client secrets" : "Client secret"}>
            <Secrets app={app} isOwner={isOwner} />
          </Fact>
          <Fact label="Reaches">{reachText(app)}</Fact>
          <Fact label="Scopes">
            <details>
              <summary className="cursor-pointer">
                {formatAmount(app.scopes.length, "scope")}
              </summary>
              <ul className="mt-1.5 flex flex-wrap gap-1.5">
                {app.scopes.map((scope) => (
                  <li key={scope}>
                    <code className="rounded-md bg-sunken px-1.5 py-0.5 font-mono text-xs [overflow-wrap:anywhere]">
                      {scope}
                    </code>
                  </li>
                ))}
              </ul>
            </details>
          </Fact>
        </dl>
        {isOwner ? <AppActions app={app} reach={reachText(app)} /> : null}
      </div>
    </Card>
  )
}

function Badges({ app }: { app: XeroAppRow }) {
  return (
    <span className="flex flex-wrap gap-1.5">
      {app.custom === null ? null : (
        <Badge tone={CUSTOM_TEXTS[app.custom].tone}>{CUSTOM_TEXTS[app.custom].word}</Badge>
      )}
      {app.custom === null && app.faultSince !== null ? (
        <Badge tone="danger">Refused by Xero</Badge>
      ) : null}
      {app.isDefault ? <Badge tone="info">Default for new consents</Badge> : null}
      {app.isRetired ? <Badge>Retired</Badge> : null}
      {app.current ? <Badge>From the environment</Badge> : null}
    </span>
  )
}

function Standing({ app }: { app: XeroAppRow }) {
  const text = app.custom === null ? null : CUSTOM_TEXTS[app.custom].text
  if (app.faultSince === null || app.custom === "deactivated") {
    return text === null ? null : <p className="text-muted">{text}</p>
  }
  return (
    <p className="text-danger">
      Since <DateTimeOf at={app.faultSince} /> Xero has refused this app
      {app.faultCode === "invalid_scope" ? "’s scopes. " : "’s client id or secret. "}
      {app.current
        ? "Correct XERO_CLIENT_ID and XERO_CLIENT_SECRETS, and restart Tenantry."
        : "Add the right secret here; nothing needs a restart."}{" "}
      No organisation is lost.
    </p>
  )
}

function Secrets({ app, isOwner }: { app: XeroAppRow; isOwner: boolean }) {
  const { secrets, xeroAppId } = app
  return (
    <ul className="grid gap-1.5">
      {secrets.map(({ hint, accepted, position }) => (
        <li key={position} className="flex flex-wrap items-center gap-2">
          <code className="font-mono text-[0.8125rem]">
            {hint === "" ? "••••••" : `••••${hint}`}
          </code>
          {accepted ? <Badge tone="ok">Xero accepts it</Badge> : null}
          {isOwner && !app.current && secrets.length > 1 ? (
            <RemoveSecret xeroAppId={xeroAppId} position={position} hint={hint} />
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function reachText({ kind, grants, organisations }: XeroAppRow): string {
  const reached = formatAmount(organisations, "organisation")
  return kind === "custom" ? reached : `${reached}, ${formatAmount(grants, "consent")}`
}
