-- What the role of the web process may do, whole. prisma/roles.ts takes everything from it and then runs this file, at every
-- start; :"web" is the role. A column that is not named here is out of web's reach, and
-- scripts/start/postgres/testing/web-privileges.ts must say so.

-- Read. Never a sealed value or what would open one, a service's digest, a token set, a proof.
GRANT SELECT ("singleton", "id", "holderId", "keeperInstallationId", "heldDatabase", "takeOvers", "generation",
  "renewedAt", "copySign", "createdAt", "schemaNumber") ON "Installation" TO :"web";
GRANT SELECT ("id", "email", "name", "role", "passwordHash", "createdAt", "disabledAt", "lastSignedInAt",
  "accessSeenAt") ON "Member" TO :"web";
GRANT SELECT ("id", "memberId", "createdAt", "lastSeenAt", "endedAt", "address", "browser") ON "Session" TO :"web";
GRANT SELECT ("id", "issuer", "memberId", "email", "createdAt", "lastUsedAt") ON "Identity" TO :"web";
GRANT SELECT ("singleton", "name", "issuer", "clientId", "fromEnvironment", "domains", "newMembers", "trustsEmail",
  "groupsClaim", "ownerGroups", "adminGroups", "viewerGroups", "emergencyOwnerId", "changedAt") ON "SsoSettings" TO :"web";
GRANT SELECT ("id", "memberId", "name", "createdAt", "lastUsedAt") ON "Passkey" TO :"web";
GRANT SELECT ("id", "memberId", "name", "createdAt", "confirmedAt", "lastUsedAt") ON "CodeApp" TO :"web";
GRANT SELECT ("memberId", "createdAt", "usedAt") ON "RecoveryCode" TO :"web";
GRANT SELECT ("id", "tokenHash", "memberId", "expiresAt", "setUpAt") ON "SecondStep" TO :"web";
GRANT SELECT ("singleton", "secondFactorOf") ON "SignInPolicy" TO :"web";
GRANT SELECT ("id", "tokenHash", "email", "role", "invitedById", "createdAt", "expiresAt", "acceptedAt",
  "withdrawnAt") ON "Invitation" TO :"web";
GRANT SELECT ("memberId", "email", "tokenHash", "createdAt", "expiresAt") ON "EmailChange" TO :"web";
GRANT SELECT ("codeHash", "createdAt", "consumedAt") ON "SetupCode" TO :"web";
GRANT SELECT ("key", "count", "countedAt", "nextTryAt") ON "Throttle" TO :"web";
GRANT SELECT ("id", "kind", "name", "issuer", "clientId", "secretHints", "acceptedSecret", "scopes", "current", "usable",
  "isDefault", "retiredAt", "removedAt", "faultSince", "faultCode", "faultProbeDueAt", "createdAt", "countedAt",
  "countDueAt", "countProblem") ON "XeroApp" TO :"web";
GRANT SELECT ("id", "kind", "xeroAppId", "openedAt", "closedAt", "detail") ON "Incident" TO :"web";
GRANT SELECT ("connectionId", "xeroAppId", "tenantId", "name", "type", "authEventId", "madeAt", "seenAt")
  ON "AppConnection" TO :"web";
GRANT SELECT ("xeroAppId", "day", "counted", "demo") ON "ConnectionCount" TO :"web";
GRANT SELECT ("singleton", "plan") ON "PlanSettings" TO :"web";
GRANT SELECT ("id", "xeroAppId", "xeroUserId", "xeroUserName", "xeroUserEmail", "scopes", "state",
  "endedReason", "endedAt", "consentedAt", "consentedById", "consentedByLinkId", "chain", "rotation", "currentTokenSetId",
  "leaseEpoch", "leaseHolder", "leaseUntil", "nextAttemptAt", "refreshDueAt", "confirmationsDue", "lastUsedAt",
  "lastRefreshedAt", "refreshTokenExpiresAt", "lastOutcome", "lastOutcomeAt", "failingSince", "failures",
  "strikes", "doubtfulSince", "doubtfulSign", "lastCheckedAt", "checkDueAt", "checkFailingSince", "createdAt", "look")
  ON "Grant" TO :"web";
GRANT SELECT ("id", "grantId", "purpose", "epoch", "keeperId", "startedAt", "finishedAt", "outcome", "httpStatus",
  "errorCode", "correlationId") ON "RefreshAttempt" TO :"web";
GRANT SELECT ("tenantId", "name", "type", "createdAt", "removedAt", "look", "heldSince", "reference") ON "Tenant" TO :"web";
GRANT SELECT ("id", "connectionId", "tenantId", "grantId", "authEventId", "state", "place", "connectedAt",
  "lastSeenAt", "endedAt", "removingAt") ON "Connection" TO :"web";
GRANT SELECT ("id", "purpose", "tenantId", "memberId", "linkId", "xeroAppId", "createdAt", "expiresAt", "consumedAt",
  "answeredAt", "grantId", "authEventId", "outcome") ON "ConsentRequest" TO :"web";
GRANT SELECT ("id", "fileName", "createdAt", "xeroAppId", "memberId", "serviceId", "startedAt", "finishedAt")
  ON "Import" TO :"web";
GRANT SELECT ("id", "importId", "line", "position", "source", "reference", "issuedAt", "nextAttemptAt", "lastTrouble",
  "claimAddress", "grantId", "outcome", "outcomeAt") ON "ImportRow" TO :"web";
GRANT SELECT ("id", "name", "reach", "networks", "rights", "createdAt", "createdById", "expiresAt", "disabledAt",
  "revokedAt", "look") ON "Service" TO :"web";
GRANT SELECT ("id", "serviceId", "hint", "createdAt", "lastUsedAt", "seenById") ON "ServiceSecret" TO :"web";
GRANT SELECT ("serviceId", "tenantId", "createdAt") ON "ServiceAccess" TO :"web";
GRANT SELECT ("serviceId", "tenantId", "day", "fetches", "firstAt", "lastAt") ON "TokenFetch" TO :"web";
GRANT SELECT ("id", "key", "hour", "serviceId", "tenantId", "reason", "address", "denials", "lastAt")
  ON "ServiceDenial" TO :"web";
GRANT SELECT ("id", "at", "kind", "memberId", "tenantId", "grantId", "serviceId", "address", "browser",
  "requestId", "detail") ON "AuditEvent" TO :"web";
GRANT SELECT ("id", "kind", "name", "createdAt", "removedAt", "mailTo", "url", "previousSecretUntil", "sends",
  "streamedTo", "streamDueAt", "streamFailures", "streamOutcome", "streamAt") ON "AlertChannel" TO :"web";
GRANT SELECT ("singleton", "host", "port", "security", "smtpName", "mailFrom", "changedAt") ON "MailServer" TO :"web";
GRANT SELECT ("id", "kind", "to", "subjectId", "state", "createdAt", "failures", "nextAttemptAt", "finishedAt",
  "outcome", "evidence") ON "Mail" TO :"web";
GRANT SELECT ("id", "kind", "subject", "grantId", "tenantId", "level", "detail", "openedAt", "resolvedAt",
  "resolution", "toldLevel", "settledAt") ON "Alert" TO :"web";
GRANT SELECT ("id", "alertId", "channelId", "phase", "message", "state", "createdAt", "queuedAt",
  "attemptCount", "failures", "nextAttemptAt", "finishedAt") ON "AlertDelivery" TO :"web";
GRANT SELECT ("id", "deliveryId", "at", "tookInMilliseconds", "outcome", "evidence") ON "AlertAttempt" TO :"web";
GRANT SELECT ON "Job", "JobRow", "Campaign", "CampaignLink" TO :"web";
GRANT SELECT ("id", "purpose", "tenantId", "recipientName", "recipientEmail", "note", "reference", "returnTo", "madeById",
  "serviceId", "reached",
  "createdAt", "days", "expiresAt", "state", "sentAt", "openedAt", "atXeroAt", "failedAt", "declinedAt", "doneAt",
  "withdrawnAt", "failure", "claimedBy", "claimedUntil", "askedAnewAt", "look") ON "Link" TO :"web";
GRANT SELECT ("singleton", "askerName", "contact", "returnOrigins", "holdsNew", "logo", "logoType", "changedAt") ON "LinkSettings" TO :"web";
GRANT SELECT ON "ConnectionStanding", "TenantOverview", "MarkedTenant", "LinkStanding" TO :"web";

-- Write: who is signed in, the counters of sign-ins and refusals, and what is a member's own and gives no access. Policies of the
-- two tables leave web the counters of sign-ins alone, and no session that has ended.
GRANT INSERT ("id", "memberId", "createdAt", "lastSeenAt", "address", "browser", "identityId", "issuerSid"),
  UPDATE ("lastSeenAt", "endedAt") ON "Session" TO :"web";
GRANT INSERT, UPDATE, DELETE ON "Throttle" TO :"web";
GRANT SELECT, INSERT, UPDATE ON "RefusalCount" TO :"web";
GRANT UPDATE ("name", "lastSignedInAt", "accessSeenAt") ON "Member" TO :"web";

-- Events are added, with the database's own id and clock.
GRANT INSERT ("kind", "memberId", "tenantId", "grantId", "serviceId", "address", "browser", "requestId", "detail")
  ON "AuditEvent" TO :"web";
GRANT USAGE ON SEQUENCE "AuditEvent_id_seq" TO :"web";
