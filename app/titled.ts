import type { Metadata } from "next"
import { hasRole, type MemberRole } from "@/lib/members/roles"
import { findMember } from "@/web/auth/require-member"

/**
 * The title of a page that not every role may see, or that may not be there: whoever gets another page instead gets its title,
 * too. `isThere` is asked only for those who may see it.
 */
export function titled<P>(title: string, { role, isThere }: Seen<P>): Titled<P> {
  return async (props) => {
    const member = await findMember()
    if (member === null) return { title }
    if (!hasRole(member.role, role)) return { title: "Not allowed" }
    return { title: (await isThere?.(props)) === false ? "Not found" : title }
  }
}

type Seen<P> = { role: MemberRole; isThere?: (props: P) => Promise<boolean> }
type Titled<P> = (props: P) => Promise<Metadata>
