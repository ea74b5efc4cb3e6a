#!/bin/sh
# PostgreSQL's image runs this once, when it makes the database: web's own role (docs/operations.md, "Two database roles").
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set password="$WEB_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE tenantry_web LOGIN PASSWORD :'password';
REVOKE TEMPORARY ON DATABASE tenantry FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC;
SQL
