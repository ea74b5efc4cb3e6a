ALTER TYPE "IncidentKind" ADD VALUE 'key_missing';
