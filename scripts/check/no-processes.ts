import childProcess from "node:child_process"
import { syncBuiltinESMExports } from "node:module"

// A unit test must not start a program: such tests belong in *.integration.test.ts.
for (const name of ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"]) {
  Object.assign(childProcess, {
    [name]: () => {
      throw new Error(`${name} in a unit test: name its file *.integration.test.ts`)
    },
  })
}
syncBuiltinESMExports()
