-- How far everything is sealed anew with the key that seals now.
CREATE TABLE "Reseal" (
    "singleton" BOOLEAN NOT NULL DEFAULT true,
    "keyId" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "pausedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "done" INTEGER NOT NULL DEFAULT 0,
    "shut" INTEGER NOT NULL DEFAULT 0,
    "leaseHolder" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),

    CONSTRAINT "Reseal_pkey" PRIMARY KEY ("singleton"),
    CONSTRAINT "Reseal_singleton_check" CHECK ("singleton")
);
