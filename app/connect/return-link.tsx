import { buttonLook } from "@/app/_ui/forms/button-look"

/** The way back to whoever sent the person here; owners list the sites that it may lead to. */
export function ReturnLink({ to }: { to: string | null }) {
  if (to === null) return null
  return (
    <p>
      <a href={to} rel="noreferrer" className={buttonLook("primary", "md")}>
        Back to {new URL(to).host}
      </a>
    </p>
  )
}
