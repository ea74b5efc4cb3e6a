/** The settings that say where the journal is. */
export const JOURNAL_NAMES = [
  "JOURNAL_DIR",
  "JOURNAL_DATABASE_URL",
  "JOURNAL_S3_URL",
  "JOURNAL_S3_REGION",
  "JOURNAL_S3_ACCESS_KEY_ID",
  "JOURNAL_S3_SECRET_ACCESS_KEY",
] as const
