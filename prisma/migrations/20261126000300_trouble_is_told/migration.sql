-- What turns a grant's standing into a warning is told of too: the first failure of a refresh, which alone marks it while an
-- incident is open, a check that fails, and the incident itself.
BEGIN;

DROP TRIGGER "Grant_tell" ON "Grant";

CREATE TRIGGER "Grant_tell" AFTER UPDATE ON "Grant" FOR EACH ROW
  WHEN ((NEW."currentTokenSetId", NEW."state", NEW."endedReason", NEW."failingSince", NEW."strikes",
      NEW."failures" > 0, NEW."checkFailingSince")
    IS DISTINCT FROM (OLD."currentTokenSetId", OLD."state", OLD."endedReason", OLD."failingSince", OLD."strikes",
      OLD."failures" > 0, OLD."checkFailingSince"))
  EXECUTE FUNCTION "tellKeepers"('grant', 'id');

CREATE TRIGGER "Incident_tell" AFTER INSERT OR UPDATE OF "closedAt" ON "Incident"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('all', 'nothing');

COMMIT;
