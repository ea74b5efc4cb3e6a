import { Plus } from "lucide-react"
import { Button } from "@/app/_ui/forms/button"
import { LinkButton } from "@/app/_ui/forms/link-button"

/** Leads to the form for a new service; a viewer reads who can. */
export function AddServiceButton({ canAct }: { canAct: boolean }) {
  if (canAct) {
    return (
      <LinkButton href="/services/new" tone="primary" icon={<Plus />}>
        Add service
      </LinkButton>
    )
  }
  return (
    <>
      <p className="text-[0.8125rem] text-muted">Only admins and owners can add services.</p>
      <Button tone="primary" icon={<Plus />} disabled>
        Add service
      </Button>
    </>
  )
}
