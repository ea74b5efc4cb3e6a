import { Banner } from "@/app/_ui/content/banner"
import { hasWall } from "@/web/installation/has-wall"

/** Tells an owner that a break-in at web would not stop at the database. */
export async function WallNotice() {
  if (await hasWall()) return null
  return (
    <Banner tone="warning" title="Web uses the keeper’s database role">
      Whoever breaks into the web process can mint services, change roles and rewrite the activity.
      To prevent that, give web a role of its own and set WEB_DATABASE_URL. See “Two database roles”
      in docs/operations.md.
    </Banner>
  )
}
