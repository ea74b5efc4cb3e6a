import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { readdir, readFile, stat } from "node:fs/promises"
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
  const contents = await Promise.all(files.map((file) => readFile(file)))
  for (const [at, file] of files.entries()) hash.update(`${file}\0`).update(contents[at] ?? "")
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
