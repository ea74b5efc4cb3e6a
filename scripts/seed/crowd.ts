import type { Db } from "@/lib/db/create-db"

/**
 * Adds many organisations at once: on average two and a half for each consent, one in thirty with some trouble, three
 * events each. Nothing is random, so two runs look the same.
 */
export async function crowd(db: Db, into: Crowd): Promise<void> {
  const { appId, memberId, organisations } = into
  const grants = Math.ceil(organisations / 2.5)
  await db.$executeRaw`
    INSERT INTO "Grant" ("id", "xeroAppId", "xeroUserId", "xeroUserName", "xeroUserEmail", "scopes", "state",
      "endedReason", "endedAt", "consentedAt", "consentedById", "refreshTokenExpiresAt", "lastCheckedAt", "failingSince",
      "refreshDueAt", "checkDueAt")
    SELECT md5('grant' || n)::uuid, ${appId}::uuid, md5('xero user' || n)::uuid, 'Xero User ' || n,
      'person' || n || '@clients.example', ARRAY['openid', 'profile', 'email', 'accounting.settings.read', 'offline_access'],
      (CASE WHEN n % 97 = 0 THEN 'ended' ELSE 'active' END)::"GrantState",
      (CASE WHEN n % 97 = 0 THEN 'refused' END)::"GrantEndedReason",
      CASE WHEN n % 97 = 0 THEN now() - interval '2 days' END,
      now() - n % 300 * interval '1 day', ${memberId}::uuid,
      now() + (CASE WHEN n % 61 = 0 THEN 9 ELSE 59 END) * interval '1 day',
      now() - n % 55 * interval '1 minute', CASE WHEN n % 211 = 0 THEN now() - interval '1 hour' END,
      now() + interval '30 days', now() + interval '30 days'
    FROM generate_series(1, ${grants}::int) n`
  await db.$executeRaw`
    INSERT INTO "Tenant" ("tenantId", "name", "type")
    SELECT md5('tenant' || n)::uuid,
      (ARRAY['Maple', 'Harbour', 'Cedar', 'Nordlys', 'Kererū', 'Quill', 'Sakura', 'Ember', 'Juniper', 'Old Mill'])[1 + n % 10]
        || ' ' || (ARRAY['Trading', 'Joinery', 'Bakery', 'Holdings', 'Partners', 'Foods', 'Design'])[1 + n % 7] || ' ' || n,
      'ORGANISATION'
    FROM generate_series(1, ${organisations}::int) n`
  await db.$executeRaw`
    INSERT INTO "Connection" ("id", "connectionId", "tenantId", "grantId", "state", "endedAt")
    SELECT md5('row' || n)::uuid, md5('connection' || n)::uuid, md5('tenant' || n)::uuid,
      md5('grant' || 1 + n % ${grants}::int)::uuid,
      (CASE WHEN n % 173 = 0 THEN 'disconnected_in_xero' ELSE 'connected' END)::"ConnectionState",
      CASE WHEN n % 173 = 0 THEN now() - interval '1 day' END
    FROM generate_series(1, ${organisations}::int) n`
  await db.$executeRaw`
    INSERT INTO "AuditEvent" ("at", "kind", "memberId", "tenantId", "grantId")
    SELECT now() - (e * 30 + n % 30) * interval '1 hour',
      (ARRAY['tenant.connected', 'tenant.checked', 'tenant.reconnected'])[1 + e],
      ${memberId}::uuid, md5('tenant' || n)::uuid, md5('grant' || 1 + n % ${grants}::int)::uuid
    FROM generate_series(1, ${organisations}::int) n, generate_series(0, 2) e`
  await db.$executeRaw`ANALYZE "Grant", "Tenant", "Connection", "AuditEvent"`
}

type Crowd = { appId: string; memberId: string; organisations: number }
