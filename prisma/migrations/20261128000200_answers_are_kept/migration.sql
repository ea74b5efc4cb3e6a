-- What Xero answers to a consent is stored before it is judged, and the same callback is told from another one.
BEGIN;

ALTER TABLE "ConsentRequest" ADD COLUMN "answerHash" TEXT,
  ADD COLUMN "answeredAt" TIMESTAMPTZ(3),
  ADD COLUMN "answerSealed" TEXT;

-- Answers that wait to be judged: none, nearly always.
CREATE INDEX "ConsentRequest_unjudged_idx" ON "ConsentRequest"("answeredAt")
  WHERE "answerSealed" IS NOT NULL AND "outcome" IS NULL;

COMMIT;
