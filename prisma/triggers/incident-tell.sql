-- Trouble at Xero begins or ends, which changes the reason of every organisation that fails: every keeper forgets all that it
-- remembers (keeper/services/memory/change-feed.ts).
CREATE OR REPLACE TRIGGER "Incident_tell" AFTER INSERT OR UPDATE OF "closedAt" ON "Incident"
  FOR EACH ROW WHEN (NEW."kind" = 'xero_trouble') EXECUTE FUNCTION "tellKeepers"('all', 'nothing');
