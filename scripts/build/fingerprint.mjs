import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { readdir, stat } from "node:fs/promises"
import { join } from "node:path"

/**
 * One hash over the content of files and folders; what `skip` matches does not count.
 *
 * @param {string[]} paths
 * @param {RegExp} skip
 * @returns {Promise<string>}
 */
export async function fingerprint(paths, skip) {
  const hash = createHash("sha256")
  const files = (await Promise.all(paths.map((path) => listFiles(path, skip)))).flat().sort()
  // One after the other: there are more of them than a system may let a process open at once.
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file))
  return hash.digest("hex")
}

/**
 * @param {string} path
 * @param {RegExp} skip
 * @returns {Promise<string[]>}
 */
async function listFiles(path, skip) {
  if (skip.test(path) || !existsSync(path)) return []
  if (!(await stat(path)).isDirectory()) return [path]
  const names = await readdir(path)
  return (await Promise.all(names.map((name) => listFiles(join(path, name), skip)))).flat()
}
