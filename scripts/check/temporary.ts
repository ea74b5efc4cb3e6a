import { mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { testHome } from "@/scripts/check/test-home"

/** Gives a run of tests its own folder for what is temporary; what it returns takes the folder away, whatever is in it. */
export default function openTemporary(): () => void {
  const folder = join(testHome("temporary"), String(process.pid))
  mkdirSync(folder, { recursive: true })
  process.env.TMPDIR = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
