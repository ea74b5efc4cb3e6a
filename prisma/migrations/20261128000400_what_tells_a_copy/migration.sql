-- What a database that is copied or restored cannot bring along, or falls behind of. Null and 0 until a keeper comes.
ALTER TABLE "Installation"
  ADD COLUMN "heldDatabase" TEXT,
  ADD COLUMN "takeOvers" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "generation" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "renewedAt" TIMESTAMPTZ(3),
  ADD COLUMN "copySign" TEXT;
