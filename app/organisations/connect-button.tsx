import { Link2 } from "lucide-react"
import { PostForm } from "@/app/_ui/forms/post-form"

/** Starts a consent; a viewer reads who can. */
export function ConnectButton({ canAct }: { canAct: boolean }) {
  return (
    <>
      {canAct ? null : (
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
