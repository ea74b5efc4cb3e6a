import type { Command } from "./command"

const OF_BOTH = "Settings come from the environment, then from .env in this folder."

/**
 * Every command by its name. Each is loaded when it is called, because some load a whole process.
 */
export const COMMANDS: Record<string, Command> = {
  start: {
    takes: "[--no-env-file]",
    does: "runs everything on this machine, as npm start does",
    more: `${OF_BOTH} Ctrl-C or SIGTERM stops everything in order.`,
    run: async (words) => (await import("./start-all")).startAll(words),
  },
  web: {
    does: "runs web alone, against a keeper that runs elsewhere",
    more: "Settings come from the environment alone. Web refuses to start where it is given what only the keeper may have.",
    run: async () => (await import("./start-alone")).startWeb(),
  },
  keeper: {
    does: "runs one keeper alone; any number may run on one database",
    more: "Settings come from the environment alone. It waits for a database that does not answer yet.",
    run: async () => (await import("./start-alone")).startKeeper(),
  },
  migrate: {
    does: "brings the database up to date, and gives web's role its rights",
    more: OF_BOTH,
    run: async () => (await import("./migrate")).migrateDatabase(),
  },
  "check-config": {
    takes: "[web|keeper]",
    does: "checks the settings of a start, of web or of a keeper, and changes nothing",
    run: async (words) => (await import("./check-config")).checkConfig(words),
  },
  health: {
    takes: "[web|keeper]",
    does: "asks the web or keeper process of this machine whether it is ready",
    more: OF_BOTH,
    run: async (words) => (await import("./health")).askHealth(words),
  },
  setup: {
    does: "makes the first owner of OWNER_EMAIL and OWNER_PASSWORD, or a one-time link for one",
    more: OF_BOTH,
    run: async () => (await import("./setup")).setUp(),
  },
  "member reset-password": {
    takes: "EMAIL",
    does: "makes a one-time link by which a member sets a new password",
    run: async (words) => (await import("./member-reset-password")).resetPassword(words),
  },
  "member remove-factors": {
    takes: "EMAIL",
    does: "removes the second factors of a member who has lost them",
    run: async (words) => (await import("./member-remove-factors")).removeFactors(words),
  },
  "audit verify": {
    does: "checks that no event was changed or taken away",
    run: async () => (await import("./audit-verify")).verifyAudit(),
  },
  import: {
    takes: "FILE [--client-id ID] [--old-program-stopped]",
    does: "imports refresh tokens that another program used",
    run: async (words) => (await import("./import")).importFile(words),
  },
  export: {
    takes: "ORGANISATION FILE",
    does: "exports an organisation's sign-in to FILE, for another installation to import",
    more: "It freezes the sign-in here and asks for a passphrase at the terminal, or reads it from the first line of its input.",
    run: async (words) => (await import("./export")).exportSignIn(words),
  },
  backup: {
    takes: "FILE",
    does: "writes the database to a new file, while Tenantry runs",
    run: async (words) => (await import("./backup")).backup(words),
  },
  restore: {
    takes: "FILE [--journal PLACE] [--without KEY] [--yes]",
    does: "says what a restore would do; with --yes it replaces the database",
    more: "Without --yes nothing is changed, and the status is 3.",
    run: async (words) => (await import("./restore")).restoreBackup(words),
  },
  keys: {
    takes: "[reseal|pause|resume]",
    does: "shows what depends on each vault key; with reseal, seals everything with the first",
    more: "It works whether Tenantry runs or not. A pause holds the keepers, too.",
    run: async (words) => (await import("./keys")).keys(words),
  },
  version: {
    does: "says which version this is",
    run: async () => (await import("./version")).tellVersion(),
  },
}
