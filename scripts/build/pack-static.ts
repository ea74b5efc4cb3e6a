import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { brotliCompress } from "node:zlib"

/** Puts a packed copy beside each script and style, for web to send: a seventh fewer bytes than gzip, and packed once. */
export async function packStatic(folder: string): Promise<void> {
  const files = await readdir(folder, { recursive: true })
  const texts = files.filter((one) => /\.(js|css)$/.test(one)).map((one) => join(folder, one))
  await Promise.all(
    texts.map(async (file) =>
      writeFile(`${file}.br`, await promisify(brotliCompress)(await readFile(file))),
    ),
  )
}
