import { askStart, holdFolder } from "@/scripts/start/single-start"

/** Announces on this machine that a start serves the pages of this build, until the process ends. */
export async function holdBuild(folder: string, address: string): Promise<void> {
  // If another start already uses the build, its announcement is enough.
  await holdFolder(folder, () => ({ address, pid: process.pid }))
}

/** Throws while a start uses the build: it reads each page at the first request, and would find new ones. */
export async function requireUnused(folder: string): Promise<void> {
  const word = await askStart(folder)
  if (word === null) return
  const { address, pid } = JSON.parse(word)
  throw new Error(
    `The pages must be rebuilt, but Tenantry at ${address} (process ${pid}) is using the present ones in this folder. Stop it first, or use another clone.`,
  )
}
