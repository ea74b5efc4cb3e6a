-- Events are only ever added, whoever asks: none is changed, and none is removed unless "removeOldEvents" gave its block up and it
-- is older than any retention.
CREATE OR REPLACE FUNCTION "keepEvents"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NOT EXISTS (SELECT FROM "touched") THEN
      RETURN NULL;
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF NOT EXISTS (
      SELECT FROM "touched" t WHERE t."at" > clock_timestamp() - interval '4 weeks' OR NOT EXISTS (
        SELECT FROM "AuditBlock" b WHERE b."removedAt" IS NOT NULL AND t."id" = ANY (b."eventIds"))
    ) THEN
      RETURN NULL;
    END IF;
  END IF;
  RAISE EXCEPTION 'events are only ever added' USING ERRCODE = 'insufficient_privilege';
END
$$;
