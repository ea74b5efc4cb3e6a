import { Prisma } from "@/lib/db/generated/client"
import { LACKING } from "@/lib/tenants/tenant-filter"

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

/**
 * A condition on `LinkStanding` l: its organisation has a second authoriser that works or, for the other purposes, a consent
 * that was given since, works, and holds the scopes if those were wanted.
 */
export function doneOtherwiseSql(): Prisma.Sql {
  return Prisma.sql`CASE l."purpose" WHEN 'second_authoriser' THEN (
    SELECT count(DISTINCT s."xeroUserId") > 1 FROM "ConnectionStanding" s WHERE s."tenantId" = l."tenantId" AND s."works"
  ) ELSE EXISTS (
    SELECT FROM "ConnectionStanding" s JOIN "Grant" g ON g."id" = s."grantId" JOIN "XeroApp" a ON a."id" = g."xeroAppId"
    WHERE s."tenantId" = l."tenantId" AND s."works" AND s."consentedAt" > l."createdAt"
      AND (l."purpose" <> 'wider_scopes' OR NOT (${LACKING}))
  ) END`
}
