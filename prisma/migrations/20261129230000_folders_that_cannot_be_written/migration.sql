-- A folder of the machine that can be read, and not written any more.
ALTER TYPE "IncidentKind" ADD VALUE 'folder_unwritable';
