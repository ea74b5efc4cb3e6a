import { build } from "@/scripts/build/build"
import { print } from "./print"
import { readSource } from "./read-source"
import { requirePorts } from "./require-ports"
import { requireSettings } from "./settings"
import { tellEnd } from "./tell-end"
import { statusOf } from "./tell-error"

/** Makes the artefact, unless the start would fail by its settings; prints why, and returns the status to exit with. */
export async function prepare(envFile: string | null): Promise<number> {
  return makeArtefact(envFile).then(
    () => 0,
    (error: unknown) => {
      tellEnd(error)
      return statusOf(error)
    },
  )
}

async function makeArtefact(envFile: string | null): Promise<void> {
  const settings = requireSettings(readSource(envFile), "production")
  print("Building. This takes a minute or two, once for each version …", "building")
  await requirePorts(settings)
  await build(new AbortController().signal)
}
