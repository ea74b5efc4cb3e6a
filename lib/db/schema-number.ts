/**
 * The number of the database's shape that this version knows. A migration that versions before it cannot live with raises it
 * here and in `"Installation"`; all others leave it, so that two neighbouring versions can share a database during an upgrade.
 */
export const SCHEMA_NUMBER = 1

/** Throws where the database belongs to a later version. */
export function requireKnownSchema(schemaNumber: number): void {
  if (schemaNumber <= SCHEMA_NUMBER) return
  throw new NewerDatabaseError(
    `This database belongs to a later version of Tenantry: its schema has the number ${schemaNumber}, and this version knows ${SCHEMA_NUMBER}. Start that version again, or restore a back-up from before the upgrade.`,
  )
}

/** Its message is for people. */
export class NewerDatabaseError extends Error {}
