/**
 * Empties tables and what refers to them, events too, which the product itself can never remove; beside a product that works.
 * It takes all locks at once or none, and holds none while it waits until no one uses the tables: so it cannot be part of a
 * deadlock.
 */
export function emptyingSql(tables: string[]): string {
  return `
    DO $$
    DECLARE
      every text := (SELECT string_agg(format('%I', relname), ', ') FROM pg_class
        WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace);
    BEGIN
      LOOP
        BEGIN
          EXECUTE 'LOCK TABLE ' || every || ' IN ACCESS EXCLUSIVE MODE NOWAIT';
          EXIT;
        EXCEPTION WHEN lock_not_available THEN
          PERFORM pg_sleep(0.01);
        END;
      END LOOP;
      SET LOCAL session_replication_role = replica;
      TRUNCATE ${tables.map((table) => `"${table}"`).join(", ")} CASCADE;
    END $$`
}
