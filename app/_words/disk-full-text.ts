/** The answer to any change while the database cannot store it. */
export const DISK_FULL =
  "The database's disk is full, so this could not be saved. An owner must free up space on it. Then try again."
