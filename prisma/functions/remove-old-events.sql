-- Removes the events of the oldest block if all of them are older than so many months; says whether it did. The newest block that was
-- removed stays, without its events, because the chain begins there. The keeper's alone.
CREATE OR REPLACE FUNCTION "removeOldEvents"("months" integer) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  oldest "AuditBlock";
BEGIN
  SELECT * INTO oldest FROM "AuditBlock" WHERE "removedAt" IS NULL ORDER BY "number" LIMIT 1 FOR UPDATE;
  IF NOT FOUND OR EXISTS (
    SELECT FROM "AuditEvent" WHERE "id" = ANY (oldest."eventIds")
      AND "at" >= statement_timestamp() - greatest(1, "months") * interval '1 month'
  ) THEN
    RETURN false;
  END IF;
  UPDATE "AuditBlock" SET "removedAt" = clock_timestamp() WHERE "number" = oldest."number";
  DELETE FROM "AuditEvent" WHERE "id" = ANY (oldest."eventIds");
  UPDATE "AuditBlock" SET "eventIds" = '{}' WHERE "number" = oldest."number";
  DELETE FROM "AuditBlock" WHERE "number" < oldest."number";
  RETURN true;
END
$$;

REVOKE ALL ON FUNCTION "removeOldEvents"(integer) FROM PUBLIC;

-- It runs with its owner's rights, so nobody else's table may stand before ours.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION "removeOldEvents"(integer) SET search_path = %I, pg_temp', current_schema());
END
$$;
