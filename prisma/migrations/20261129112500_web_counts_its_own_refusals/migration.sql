-- Whoever does not own the tables, which is web, gets to the counts of what web itself refuses: with a high count of wrong proofs or
-- codes, the keeper would not tell of the next ones.
ALTER TABLE "RefusalCount" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "RefusalCount_web" ON "RefusalCount"
  USING ("key" ~ '^member\.(sign_in_refused|had_to_wait|role_refused) ')
  WITH CHECK ("key" ~ '^member\.(sign_in_refused|had_to_wait|role_refused) ');
