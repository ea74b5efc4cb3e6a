/** What stands in for a process's watch over its database: whether that can be reached, and whether the process knows. */
export const database = {
  isThere: true,
  knownAway: false,
  isAway: () => database.knownAway,
  async doubt() {
    database.knownAway = !database.isThere
  },
  async isStillAway() {
    if (database.knownAway) await database.doubt()
    return database.knownAway
  },
  metTroubleSince: () => !database.isThere,
}
