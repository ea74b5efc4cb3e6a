import { verifyAudit } from "./audit-verify"
import { backup } from "./backup"
import { importFile } from "./import"
import { removeFactors } from "./member-remove-factors"
import { resetPassword } from "./member-reset-password"
import { restoreBackup } from "./restore"

/** Each prints what it did and returns the status to exit with. */
const COMMANDS: Record<string, Command> = {
  "audit verify": { does: "checks that no event was changed or taken away", run: verifyAudit },
  import: {
    takes: "FILE",
    does: "brings refresh tokens from elsewhere in",
    run: importFile,
  },
  backup: {
    takes: "FILE",
    does: "writes the database to a new file, while Tenantry runs",
    run: backup,
  },
  restore: {
    takes: "FILE [--journal FOLDER] [--yes]",
    does: "says what a restore would do; with --yes it replaces the database",
    run: restoreBackup,
  },
  "member reset-password": {
    takes: "EMAIL",
    does: "prints a one-time link by which a member sets a new password",
    run: resetPassword,
  },
  "member remove-factors": {
    takes: "EMAIL",
    does: "removes the second factors of a member who has lost them",
    run: removeFactors,
  },
}

/** Runs the command that the words name, with the words that follow; otherwise lists the commands. */
export async function run(words: string[]): Promise<number> {
  const names = [words.slice(0, 2).join(" "), words[0] ?? ""]
  const name = names.find((one) => Object.hasOwn(COMMANDS, one)) ?? ""
  const command = COMMANDS[name]
  const asksHelp = words.some((word) => word === "--help" || word === "-h")
  if (command !== undefined && !asksHelp) return command.run(words.slice(name.split(" ").length))
  const print = asksHelp ? console.log : console.error
  print("Commands, for the server's own shell:")
  for (const [one, { takes = "", does }] of Object.entries(COMMANDS)) {
    print(`  npm run tenantry -- ${`${one} ${takes}`.padEnd(40)}${does}`)
  }
  return asksHelp ? 0 : 2
}

type Command = { takes?: string; does: string; run(words: string[]): Promise<number> }
