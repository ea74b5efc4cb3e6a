import { BaseSequencer, type TestSpecification } from "vitest/node"

// They start processes or wait most of their time. Begun late, one of them would end long after everything else.
const LONGEST = [
  "scripts/faults/",
  "keeper/grants/custom/",
  "keeper/guard/",
  "keeper/reach-database",
  "scripts/start/",
  "scripts/tenantry/",
]

/** Begins with the files that take longest, also on a machine that has not run them before and does not know it. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ project, moduleId }: TestSpecification) =>
      project.name === "integration" && LONGEST.some((part) => moduleId.includes(`/${part}`))
    return [...sorted.filter(isLong), ...sorted.filter((one) => !isLong(one))]
  }
}
