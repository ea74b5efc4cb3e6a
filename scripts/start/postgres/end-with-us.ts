import { type ChildProcess, spawn } from "node:child_process"
import { exactEnv } from "@/scripts/start/processes/child-env"

// What our own processes may take to drain; they write to the database until then.
const GRACE_IN_SECONDS = 36

/**
 * Stops a server once this process is gone, however it ended, and its other children have had time to drain. PostgreSQL
 * watches no parent, so a shell does: its input ends with us. On a busy machine its seconds are longer than the clock's, so both
 * count. It leaves alone whatever else has that process id by then.
 */
export function endWithUs(server: ChildProcess, folder: string, graceInSeconds = GRACE_IN_SECONDS) {
  if (process.platform === "win32" || server.pid === undefined) return
  const words = ["-c", WATCH, "sh", String(server.pid), folder, String(graceInSeconds)]
  const watch = spawn("/bin/sh", words, {
    cwd: "/",
    env: exactEnv({ PATH: process.env.PATH }),
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  })
  // Without a shell the next start still stops the server.
  watch.on("error", () => {})
  watch.unref()
  server.once("exit", () => watch.kill("SIGKILL"))
}

const WATCH = `
read -r _
left="$3"
end=$(($(date +%s) + left))
while [ "$left" -gt 0 ] && [ "$(date +%s)" -lt "$end" ]; do
  kill -0 "$1" 2>/dev/null || exit 0
  sleep 1
  left=$((left - 1))
done
[ "$(head -n 1 "$2/postmaster.pid" 2>/dev/null)" = "$1" ] && kill -INT "$1"
`
