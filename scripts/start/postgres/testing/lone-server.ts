import { spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { endWithUs } from "@/scripts/start/postgres/end-with-us"

// A stand-in for PostgreSQL, which ends a second after this process: lone-server.ts FOLDER [the process id that is noted].
const [, , folder = "", noted] = process.argv
const server = spawn("sleep", ["60"], { detached: true, stdio: "ignore" })
writeFileSync(join(folder, "postmaster.pid"), `${noted ?? server.pid}\n/elsewhere\n`)
endWithUs(server, folder, 1)
console.log(server.pid)
setInterval(() => {}, 1_000)
