import { Link2 } from "lucide-react"
import { PostForm } from "@/app/_ui/forms/post-form"

/** Begins a consent; a viewer sees that others may. */
export function ConnectButton({ canAct }: { canAct: boolean }) {
  return (
    <>
      {canAct ? null : <p className="text-[0.8125rem] text-muted">Admins and owners connect.</p>}
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
