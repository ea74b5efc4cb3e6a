import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { expect, test } from "vitest"

const ROOMS = "app deploy docs e2e keeper lib prisma sandbox scripts web".split(" ")
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object }
const files = [...readdirSync("."), ...ROOMS.flatMap(list)]
const docs = files.filter((file) => file.endsWith(".md"))

function list(room: string): string[] {
  return readdirSync(room, { recursive: true, encoding: "utf8" }).map((one) => join(room, one))
}

/** What the page writes as code, each piece on one line. */
function code(page: string): string[] {
  return [...page.matchAll(/`([^`\n]+)`/g)].map(([, piece = ""]) => piece)
}

/** Whether there is such a file or folder: by its path, by a pattern with one `*`, or by its name where a path went before. */
function exists(named: string): boolean {
  const [start = "", end] = named.split("*")
  if (end !== undefined) return files.some((one) => one.startsWith(start) && one.endsWith(end))
  return (
    existsSync(named) || existsSync(`${named}.ts`) || files.some((one) => basename(one) === named)
  )
}

test("a copy of the data folder is called no back-up, wherever the folder is described", () => {
  for (const file of [".env.example", "docs/settings.md", "docs/operations.md"]) {
    const text = readFileSync(file, "utf8").replace(/\n#? ?/g, " ")
    expect(text, file).toMatch(/A copy of (it|the folder `DATA_DIR`) is no back-up/)
    expect(text, file).toContain("tenantry backup")
    expect(text, file).not.toMatch(/back up the whole folder/i)
  }
})

test.each(docs)("what %s names is there: files, links and commands", (doc) => {
  const page = readFileSync(doc, "utf8")
  const links = [...page.matchAll(/\]\((?!https?:|mailto:|#)([^)#]+)/g)].map(([, to = ""]) => to)
  expect(links.filter((to) => !existsSync(join(dirname(doc), to)))).toEqual([])
  const pieces = code(page)
  const paths = pieces.filter((one) => /^[\w.[\]*/-]+$/.test(one))
  const rooted = paths.filter((one) => ROOMS.some((room) => one.startsWith(`${room}/`)))
  // `name.test.ts` stands for any.
  const sources = paths.filter((one) => /^(?!name\.)[\w.-]+\.tsx?$/.test(one))
  expect([...rooted, ...sources].filter((one) => !exists(one))).toEqual([])
  const commands = pieces.flatMap((one) => /^npm run ([\w:-]+)/.exec(one)?.[1] ?? [])
  expect(commands.filter((one) => !(one in scripts))).toEqual([])
})
