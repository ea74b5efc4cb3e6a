-- A Xero app can be used or no longer, or Xero refuses it or takes it again: every keeper forgets all that it remembers
-- (keeper/services/memory/change-feed.ts).
CREATE OR REPLACE TRIGGER "XeroApp_tell" AFTER UPDATE OF "usable", "faultSince" ON "XeroApp"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('all', 'nothing');
