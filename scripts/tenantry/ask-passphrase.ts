import { createInterface } from "node:readline/promises"

/**
 * The passphrase of a hand-over: typed at a terminal, where it is not shown, or the first line of the input. Never a word of
 * the command, which others on the machine can read.
 */
export async function askPassphrase(): Promise<string> {
  const { stdin, stderr } = process
  if (stdin.isTTY) stderr.write("Passphrase: ")
  const lines = createInterface({ input: stdin, terminal: stdin.isTTY })
  return new Promise((resolve) => {
    let line = ""
    lines.once("line", (text) => {
      line = text
      lines.close()
    })
    lines.once("close", () => {
      if (stdin.isTTY) stderr.write("\n")
      resolve(line)
    })
  })
}
