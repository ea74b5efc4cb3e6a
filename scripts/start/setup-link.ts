import { mkdir, rm } from "node:fs/promises"
import { setupFile } from "@/lib/members/setup-file"
import { writeWhole } from "./secrets"

/**
 * Hands the set-up link to whoever starts: as it is, for a terminal; else as a file that only the system user may read,
 * because other outputs are kept as logs. Without a code, what an earlier start left is removed.
 */
export async function placeSetupLink(setup: Setup): Promise<string | null> {
  const { code, appUrl, dataDir, isTerminal } = setup
  const file = setupFile(dataDir)
  await rm(file, { force: true })
  if (code === null) return null
  const link = `${appUrl}/setup?code=${encodeURIComponent(code)}`
  const terms = "It creates the first owner, and works once, for an hour or until the next start."
  if (isTerminal) return `${link}\n${terms}`
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await writeWhole(file, link)
  return `The link is in ${file}, which goes when it is used.\n${terms}`
}

type Setup = {
  /** Null once there is a member. */
  code: string | null
  appUrl: string
  dataDir: string
  isTerminal: boolean
}
