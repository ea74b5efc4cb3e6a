import { Link2, Upload } from "lucide-react"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { PostForm } from "@/app/_ui/forms/post-form"

/** Starts a consent, or leads to the import of what another program holds; a viewer reads who can. */
export function ConnectButton({ canAct }: { canAct: boolean }) {
  return (
    <>
      {canAct ? (
        <LinkButton href="/organisations/import" icon={<Upload aria-hidden />}>
          Import
        </LinkButton>
      ) : (
        <p className="text-[0.8125rem] text-muted">Only admins and owners can connect.</p>
      )}
      <PostForm
        action="/xero/connect"
        tone="primary"
        icon={<Link2 aria-hidden />}
        disabled={!canAct}
      >
        Connect Xero
      </PostForm>
    </>
  )
}
