BEGIN;

-- What a reader sees of a name: compatibility forms, case, spaces, control characters and invisible marks make no difference.
-- Names with the same look are told apart by an id (lib/tenants/find-marks.ts). Cut, because an index entry has its limit.
CREATE FUNCTION "lookOfName"(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS 'SELECT left(lower(regexp_replace(normalize(name, NFKC),
    ''[\u0001-\u0020\u007F-\u00A0\u00AD\u034F\u061C\u115F\u1160\u1680\u17B4\u17B5\u180B-\u180F\u2000-\u200F\u2028-\u202F\u205F-\u206F\u2800\u3000\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\U000E0000-\U000E0FFF]+'',
    '''', ''g'')), 200)';

CREATE INDEX "Tenant_look_idx" ON "Tenant" ("lookOfName"("name"));

COMMIT;
