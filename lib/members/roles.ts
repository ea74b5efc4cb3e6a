const RANKS: Record<MemberRole, number> = { viewer: 0, admin: 1, owner: 2 }

export const MEMBER_ROLES = ["owner", "admin", "viewer"] as const

/** An owner may do what an admin may, an admin what a viewer may. */
export function hasRole(role: MemberRole, minimumRole: MemberRole): boolean {
  return RANKS[role] >= RANKS[minimumRole]
}

export type MemberRole = (typeof MEMBER_ROLES)[number]
