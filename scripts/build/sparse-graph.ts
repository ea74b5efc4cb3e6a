import { readFile, writeFile } from "node:fs/promises"

// V8 lays out an object of a few numbered fields as an array up to the greatest number, unless the first number leaves out
// more than a thousand.
const SHIFT = 2_048
const STRINGS = /(strings: )(JSON\.parse\(.*\)),$/m
const GRAPH = /(graph: ")([\w-]+)(")/

/**
 * Makes the generated client take some 15 MB less in each process: it describes the arguments of queries as objects that are
 * numbered by the strings of a table. Here the numbers become greater, and the table begins with empty strings.
 */
export async function spareGraph(file: string): Promise<void> {
  const code = await readFile(file, "utf8")
  if (!STRINGS.test(code) || !GRAPH.test(code))
    throw new Error(`${file} is not what Prisma 7.10 writes: see ${import.meta.url}`)
  const spared = code
    .replace(STRINGS, (_, name, table) => `${name}Array(${SHIFT}).fill("").concat(${table}),`)
    .replace(GRAPH, (_, before, graph, after) => before + shiftGraph(graph) + after)
  await writeFile(file, spared)
}

/**
 * The same graph, with every number of a string greater by `SHIFT`: three counts, then the nodes of arguments, of results, and
 * the roots. Numbers are LEB128; one that may be missing is 0, or one more than it says.
 */
export function shiftGraph(graph: string): string {
  const { copy, copyBytes, shift, shiftIfAny, end } = rewrite(Buffer.from(graph, "base64url"))
  const [inputs, outputs, roots] = [copy(), copy(), copy()]
  times(inputs, () =>
    times(copy(), () => {
      shift()
      copyBytes(2)
      copy()
      shiftIfAny()
      copyBytes(1)
    }),
  )
  times(outputs, () => times(copy(), entry))
  times(roots, entry)
  return end().toString("base64url")

  function entry(): void {
    shift()
    copy()
    copy()
  }
}

function rewrite(bytes: Buffer) {
  const written: number[] = []
  let at = 0

  function next(): number {
    const byte = bytes[at]
    if (byte === undefined) throw new Error("The graph ends too early")
    at += 1
    return byte
  }
  function read(): number {
    let value = 0
    for (let bits = 0; ; bits += 7) {
      const byte = next()
      value |= (byte & 127) << bits
      if (byte < 128) return value
    }
  }
  function write(value: number): number {
    let rest = value
    for (; rest > 127; rest >>>= 7) written.push((rest & 127) | 128)
    written.push(rest)
    return value
  }
  return {
    copy: () => write(read()),
    copyBytes: (count: number) => times(count, () => written.push(next())),
    shift: () => write(read() + SHIFT),
    shiftIfAny() {
      const value = read()
      return write(value === 0 ? 0 : value + SHIFT)
    },
    end() {
      if (at !== bytes.length) throw new Error("The graph goes on")
      return Buffer.from(written)
    },
  }
}

function times(count: number, act: () => void): void {
  for (let n = 0; n < count; n += 1) act()
}
