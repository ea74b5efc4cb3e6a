-- Two kinds of trouble that a machine has, not Xero.
ALTER TYPE "IncidentKind" ADD VALUE 'disk_low';
ALTER TYPE "IncidentKind" ADD VALUE 'part_keeps_ending';
