import { askStart, holdFolder } from "@/scripts/start/single-start"

/** Says to everybody on this machine that a start shows the pages of this build; ends with the process. */
export async function holdBuild(folder: string, address: string): Promise<void> {
  // Where another start uses it already, that one's word is as good.
  await holdFolder(folder, () => ({ address, pid: process.pid }))
}

/** Throws while a start uses the build: it reads pages when they are first asked for, and would find other ones. */
export async function requireUnused(folder: string): Promise<void> {
  const word = await askStart(folder)
  if (word === null) return
  const { address, pid } = JSON.parse(word)
  throw new Error(
    `The pages must be rebuilt, but Tenantry at ${address} (process ${pid}) is using the present ones in this folder. Stop it first, or use another clone.`,
  )
}
