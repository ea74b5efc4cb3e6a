-- A grant has a new token set, or stands otherwise: keeper/services/memory/token-cache.ts forgets its organisations. The
-- columns are those that the view "TenantOverview" and a token's answer go by; the first failure of a refresh counts, which
-- alone marks a grant while an incident is open, the second does not. read-changes.ts compares the same (GRANT_MARK).
CREATE OR REPLACE TRIGGER "Grant_tell" AFTER UPDATE ON "Grant" FOR EACH ROW
  WHEN ((NEW."currentTokenSetId", NEW."state", NEW."endedReason", NEW."failingSince", NEW."strikes",
      NEW."failures" > 0, NEW."checkFailingSince")
    IS DISTINCT FROM (OLD."currentTokenSetId", OLD."state", OLD."endedReason", OLD."failingSince", OLD."strikes",
      OLD."failures" > 0, OLD."checkFailingSince"))
  EXECUTE FUNCTION "tellKeepers"('grant', 'id');
