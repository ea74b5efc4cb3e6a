-- No event is changed, removed before its time, or emptied away with the table.
CREATE OR REPLACE TRIGGER "AuditEvent_keep_update" AFTER UPDATE ON "AuditEvent" REFERENCING OLD TABLE AS "touched"
  FOR EACH STATEMENT EXECUTE FUNCTION "keepEvents"();
CREATE OR REPLACE TRIGGER "AuditEvent_keep_delete" AFTER DELETE ON "AuditEvent" REFERENCING OLD TABLE AS "touched"
  FOR EACH STATEMENT EXECUTE FUNCTION "keepEvents"();
CREATE OR REPLACE TRIGGER "AuditEvent_keep_truncate" BEFORE TRUNCATE ON "AuditEvent"
  FOR EACH STATEMENT EXECUTE FUNCTION "keepEvents"();
