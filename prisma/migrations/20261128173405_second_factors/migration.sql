-- Passkeys, authenticator apps and recovery codes of members, and the browsers that still have to show one.
ALTER TYPE "ProofKind" ADD VALUE 'passkey';
ALTER TYPE "ProofKind" ADD VALUE 'app_code';

CREATE TABLE "Passkey" (
    "id" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "credentialId" TEXT NOT NULL,
    "publicKey" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL,
    "transports" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Passkey_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PasskeyChallenge" (
    "challenge" TEXT NOT NULL,
    "use" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "PasskeyChallenge_pkey" PRIMARY KEY ("challenge")
);

CREATE TABLE "CodeApp" (
    "id" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "secretSealed" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "confirmedAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),
    "lastStep" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "CodeApp_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "RecoveryCode" (
    "codeHash" TEXT NOT NULL,
    "memberId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "RecoveryCode_pkey" PRIMARY KEY ("codeHash")
);

CREATE TABLE "SecondStep" (
    "id" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "memberId" UUID NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "setUpAt" TIMESTAMPTZ(3),

    CONSTRAINT "SecondStep_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "SignInPolicy" (
    "singleton" BOOLEAN NOT NULL DEFAULT true,
    "secondFactorOf" "MemberRole",

    CONSTRAINT "SignInPolicy_pkey" PRIMARY KEY ("singleton")
);

CREATE UNIQUE INDEX "Passkey_credentialId_key" ON "Passkey"("credentialId");

CREATE INDEX "Passkey_memberId_idx" ON "Passkey"("memberId");

CREATE INDEX "PasskeyChallenge_createdAt_idx" ON "PasskeyChallenge"("createdAt");

CREATE INDEX "CodeApp_memberId_idx" ON "CodeApp"("memberId");

CREATE INDEX "RecoveryCode_memberId_idx" ON "RecoveryCode"("memberId");

CREATE UNIQUE INDEX "SecondStep_tokenHash_key" ON "SecondStep"("tokenHash");

CREATE INDEX "SecondStep_memberId_idx" ON "SecondStep"("memberId");

ALTER TABLE "Passkey" ADD CONSTRAINT "Passkey_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "CodeApp" ADD CONSTRAINT "CodeApp_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "RecoveryCode" ADD CONSTRAINT "RecoveryCode_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "SecondStep" ADD CONSTRAINT "SecondStep_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
