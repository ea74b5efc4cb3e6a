import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, test, vi } from "vitest"
import { readStartEnv } from "@/lib/env"
import { findKeys, keysCommandProblem } from "@/lib/vault-keys-file"

const KEY = `k1:${randomBytes(32).toString("base64")}`

test.each([
  ["prints a key", `echo ${KEY}`, null],
  ["prints it on two lines, and warns", `echo ${KEY}; echo warning >&2`, null],
  ["prints nothing", "true", /prints nothing/],
  ["prints an error page", "echo '<html>no</html>'", /prints something that must be/],
  ["fails without a word", "exit 3", /^fails \(status 3\)$/],
  ["is not installed", "no-such-kms fetch", /^fails \(status 127\) and says: .*not found$/],
  ["is killed", "kill -9 $$", /^fails \(SIGKILL\)$/],
  ["prints for ever", "yes", /^prints far more than keys/],
])("a command that %s is taken or refused in words", (_what, command, problem) => {
  const found = keysCommandProblem(command)
  if (problem === null) expect(found).toBeNull()
  else expect(found).toMatch(problem)
  if (problem === null) expect(findKeys({ VAULT_KEYS_COMMAND: command })).toBe(KEY)
})

test("of a command that hangs nothing is left, what it started included", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tenantry-keys-"))
  const file = join(folder, "alive")
  const command = `(while sleep 0.05; do echo alive >> ${file}; done) & wait`
  expect(keysCommandProblem(command, 500)).toBe("takes longer than 0.5 seconds")
  const { size } = statSync(file)
  await sleep(300)
  expect(statSync(file).size).toBe(size)
  rmSync(folder, { recursive: true })
})

test("a command that no shell can be started for is refused in words, and nothing of ours ends with it", () => {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true)
  const problem = keysCommandProblem(`true ${"x".repeat(200_000)}`)
  expect(problem).toBe("needs /bin/sh, which cannot be started (E2BIG)")
  expect(kill).not.toHaveBeenCalled()
  kill.mockRestore()
})

test("what a failing command says is told without what may be a key", () => {
  const problem = keysCommandProblem(`echo "cannot open ${KEY}" >&2; exit 1`)
  expect(problem).toBe("fails (status 1) and says: cannot open k1:[redacted]")
})

test("a start is told by name of a command that fails, and runs none where keys are given", () => {
  const VAULT_KEYS_COMMAND = "exit 4"
  expect(readStartEnv({ VAULT_KEYS_COMMAND })).toEqual({
    kind: "wrong",
    problems: [{ name: "VAULT_KEYS_COMMAND", problem: "fails (status 4)" }],
  })
  expect(readStartEnv({ VAULT_KEYS_COMMAND, VAULT_KEYS: KEY }).kind).toBe("ok")
})

test("a command is asked once in the life of a process", () => {
  const command = "echo $RANDOM-$$-$(date +%N)"
  expect(findKeys({ VAULT_KEYS_COMMAND: command })).toBe(findKeys({ VAULT_KEYS_COMMAND: command }))
})
