/** What any change may meet. */
export const DISK_FULL =
  "The disk of the database is full, so this could not be stored. An owner must make room on it. Then try again."
