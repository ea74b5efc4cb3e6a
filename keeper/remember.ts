import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"

/**
 * Writes what this machine remembers as JSON, for its system user alone: under a name of this process and then renamed, so that the
 * file is never half written. What a full disk cut off goes, too: each process would leave one.
 */
export async function remember(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const made = `${path}.${process.pid}`
  try {
    await writeFile(made, `${JSON.stringify(content)}\n`, { mode: 0o600 })
    await chmod(made, 0o600)
    await rename(made, path)
  } catch (cause) {
    await rm(made, { force: true }).catch(() => {})
    throw cause
  }
}
