import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

/** What a name stands for: the text of its declaration in this file or in the one that it is imported from; null if it is a parameter or the like. */
export function findDeclaration(source: Source, name: string): Declaration | null {
  const line = new RegExp(`^( *)(?:export )?(?:const|function) ${name}\\b`, "m").exec(source.text)
  if (line !== null) {
    return { source, text: blockFrom(source.text, line.index, line[1]?.length ?? 0) }
  }
  const imported = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "([^"]+)"`).exec(
    source.text,
  )
  const file = fileOf(source.file, imported?.[1])
  return file === null ? null : findDeclaration(readSource(file), name)
}

export function readSource(file: string): Source {
  return { file, text: readFileSync(file, "utf8") }
}

/** The lines from here to the next one that begins no deeper and closes nothing. */
function blockFrom(text: string, at: number, depth: number): string {
  const [first = "", ...rest] = text.slice(at).split("\n")
  const end = rest.findIndex(
    (line) => line !== "" && !line.startsWith(" ".repeat(depth + 1)) && !/^ *[)\]}`]/.test(line),
  )
  return [first, ...(end === -1 ? rest : rest.slice(0, end))].join("\n")
}

function fileOf(importer: string, module: string | undefined): string | null {
  if (module === undefined) return null
  const path = module.startsWith("@/") ? module.slice(2) : join(dirname(importer), module)
  return existsSync(`${path}.ts`) ? `${path}.ts` : null
}

export type Source = { file: string; text: string }
type Declaration = { source: Source; text: string }
