-- Earlier versions kept jobs for deliveries in a schema of their own, and the rows of the deliveries say the same. So it goes.
-- A schema of that name that holds another program's queue, or that belongs to somebody else, stays.
DO LANGUAGE plpgsql E'
BEGIN
  IF to_regclass(\'pgboss.queue\') IS NULL THEN RETURN\x3b END IF\x3b
  IF NOT (SELECT pg_has_role(nspowner, \'USAGE\') FROM pg_namespace WHERE nspname = \'pgboss\') THEN RETURN\x3b END IF\x3b
  IF EXISTS (SELECT FROM pgboss.queue WHERE name <> \'alert-deliveries\') THEN RETURN\x3b END IF\x3b
  DROP SCHEMA pgboss CASCADE\x3b
END';
