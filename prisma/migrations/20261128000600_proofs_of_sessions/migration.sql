-- Sudo: when and how the member of a session last proved who they are.
CREATE TYPE "ProofKind" AS ENUM ('password');

CREATE TABLE "Proof" (
    "sessionId" UUID NOT NULL,
    "kind" "ProofKind" NOT NULL,
    "provenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "Proof_pkey" PRIMARY KEY ("sessionId"),
    CONSTRAINT "Proof_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
