import { verifyAudit } from "./audit-verify"

/** Each prints what it did and returns the status to exit with. */
const COMMANDS: Record<string, Command> = {
  "audit verify": { does: "checks that no event was changed or taken away", run: verifyAudit },
}

/** Runs the command that the words name, with the words that follow; otherwise lists the commands. */
export async function run(words: string[]): Promise<number> {
  const name = words.slice(0, 2).join(" ")
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command !== undefined) return command.run(words.slice(2))
  console.error("Commands:")
  for (const [one, { does }] of Object.entries(COMMANDS)) {
    console.error(`  npm run tenantry -- ${one.padEnd(16)}${does}`)
  }
  return 2
}

type Command = { does: string; run(words: string[]): Promise<number> }
