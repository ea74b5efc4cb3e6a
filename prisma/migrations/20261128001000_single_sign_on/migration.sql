BEGIN;

-- Single sign-on: who members are at an issuer, where that is, and who may come.
ALTER TYPE "ProofKind" ADD VALUE 'issuer';

ALTER TABLE "Member" ALTER COLUMN "passwordHash" DROP NOT NULL;

CREATE TABLE "Identity" (
    "id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "memberId" UUID NOT NULL,
    "email" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Identity_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Identity_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "Identity_issuer_subject_key" ON "Identity"("issuer", "subject");
CREATE UNIQUE INDEX "Identity_memberId_issuer_key" ON "Identity"("memberId", "issuer");

ALTER TABLE "Session" ADD COLUMN "identityId" UUID, ADD COLUMN "issuerSid" TEXT;
ALTER TABLE "Session" ADD CONSTRAINT "Session_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "Identity"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "Session_identityId_idx" ON "Session"("identityId");

CREATE TYPE "SsoNewMembers" AS ENUM ('invited', 'anyone');

CREATE TABLE "SsoSettings" (
    "singleton" BOOLEAN NOT NULL DEFAULT true CHECK ("singleton"),
    "name" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "clientSecretSealed" TEXT NOT NULL,
    "fromEnvironment" BOOLEAN NOT NULL,
    "domains" TEXT[],
    "newMembers" "SsoNewMembers" NOT NULL,
    "trustsEmail" BOOLEAN NOT NULL,
    "groupsClaim" TEXT,
    "ownerGroups" TEXT[],
    "adminGroups" TEXT[],
    "viewerGroups" TEXT[],
    "emergencyOwnerId" UUID,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "SsoSettings_pkey" PRIMARY KEY ("singleton"),
    CONSTRAINT "SsoSettings_emergencyOwnerId_fkey" FOREIGN KEY ("emergencyOwnerId") REFERENCES "Member"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "SsoSettings_emergencyOwnerId_key" ON "SsoSettings"("emergencyOwnerId");

CREATE TABLE "SsoOnce" (
    "digest" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SsoOnce_pkey" PRIMARY KEY ("digest")
);

COMMIT;
