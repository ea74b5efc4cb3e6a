-- Tells every keeper, when a change is committed, that it may change an answer to a service: "service:id", "grant:id",
-- "tenant:id" or "all:". The first argument of a trigger is the word, the second the column that holds the id.
-- Heard by keeper/services/memory/change-watch.ts.
CREATE OR REPLACE FUNCTION "tellKeepers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tenantry', TG_ARGV[0] || ':' || coalesce(
    to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) ->> TG_ARGV[1], ''));
  RETURN NULL;
END
$$;
