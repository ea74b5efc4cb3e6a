-- Events are chained in blocks, so that one that is changed or missing shows.
CREATE TABLE "AuditBlock" (
    "number" INTEGER NOT NULL,
    "eventIds" BIGINT[],
    "upTo" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "hashSealed" TEXT NOT NULL,
    "madeAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AuditBlock_pkey" PRIMARY KEY ("number")
);
