import { Link2, Upload } from "lucide-react"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { PostForm } from "@/app/_ui/forms/post-form"
import { BareSelect } from "@/app/_ui/forms/select"

/**
 * Starts a consent, through one of several Xero apps where there are, or leads to the import of what another program holds;
 * a viewer reads who can.
 */
export function ConnectButton({ canAct, apps }: ConnectButtonProps) {
  return (
    <>
      {canAct ? (
        <>
          <LinkButton href="/organisations/connections">What Xero counts</LinkButton>
          <LinkButton href="/organisations/import" icon={<Upload />}>
            Import
          </LinkButton>
        </>
      ) : (
        <p className="text-[0.8125rem] text-muted">Only admins and owners can connect.</p>
      )}
      <PostForm
        action="/xero/connect"
        tone="primary"
        icon={<Link2 />}
        disabled={!canAct}
        before={apps.length > 1 && canAct ? <AppChoice apps={apps} /> : null}
      >
        Connect Xero
      </PostForm>
    </>
  )
}

/** The default comes first. */
function AppChoice({ apps }: Pick<ConnectButtonProps, "apps">) {
  const options = apps.map(({ xeroAppId, name }) => ({ value: xeroAppId, label: name }))
  return (
    <BareSelect
      name="xeroAppId"
      aria-label="Xero app"
      options={options}
      className="min-w-0 max-w-52"
    />
  )
}

type ConnectButtonProps = { canAct: boolean; apps: { xeroAppId: string; name: string }[] }
