import { Prisma } from "@/lib/db/generated/client"

/**
 * What one link of a campaign is for, as a column of `TenantOverview`: a sign-in, because one consent mends all that it
 * reaches; a second authoriser joins one organisation.
 */
export function askedFor(purpose: "reconnect" | "second_authoriser" | "wider_scopes"): Prisma.Sql {
  return purpose === "second_authoriser" ? Prisma.sql`"tenantId"` : Prisma.sql`"grantId"`
}

/** A condition on `TenantOverview`: the organisations that no link is out for. */
export const NOT_ASKED = Prisma.sql`"tenantId" NOT IN (
  SELECT "tenantId" FROM "LinkStanding" WHERE "isOpen" AND "tenantId" IS NOT NULL)`
