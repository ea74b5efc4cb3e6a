-- Whoever does not own the tables, which is web, gets to the counters of sign-ins alone: those of codes and proofs are the keeper's,
-- and without them six digits are guessed in minutes.
ALTER TABLE "Throttle" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Throttle_sign_in" ON "Throttle" USING ("key" LIKE 'sign-in:%') WITH CHECK ("key" LIKE 'sign-in:%');

-- A session that has ended stays ended, with the proof that was given in it.
ALTER TABLE "Session" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Session_read" ON "Session" FOR SELECT USING (true);
CREATE POLICY "Session_open" ON "Session" FOR INSERT WITH CHECK (true);
CREATE POLICY "Session_end" ON "Session" FOR UPDATE USING ("endedAt" IS NULL) WITH CHECK (true);
