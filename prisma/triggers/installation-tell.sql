-- The database is found to be a copy, or is taken over: every keeper forgets all that it remembers
-- (keeper/services/memory/change-feed.ts).
CREATE OR REPLACE TRIGGER "Installation_tell" AFTER UPDATE OF "holderId", "keeperInstallationId" ON "Installation"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('all', 'nothing');
