-- Earlier versions stored an organisation whose connection Xero named no id of, and no connection with it. It is in no list, and one
-- that is removed is in no count either.
UPDATE "Tenant" t SET "removedAt" = t."createdAt"
WHERE t."removedAt" IS NULL AND NOT EXISTS (SELECT FROM "Connection" c WHERE c."tenantId" = t."tenantId");
