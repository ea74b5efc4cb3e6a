import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { afterEach, beforeEach, expect, test } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { findFreePort } from "@/scripts/start/free-port"
import { type Cluster, startCluster } from "./cluster"
import { planEmbedded } from "./embedded"

let home: string
let running: Cluster

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "tenantry-cluster-"))
  running = await start()
  await query("CREATE TABLE kept (word text)")
  await query("INSERT INTO kept VALUES ('still here')")
})
afterEach(async () => {
  await running.stop()
  rmSync(home, { recursive: true })
})

test("rows outlive a server that was killed", async () => {
  process.kill(running.pid ?? 0, "SIGKILL")
  await running.ended
  running = await start()
  expect(await query("SELECT word FROM kept")).toEqual([{ word: "still here" }])
})

test("a server left running on the folder is stopped before the next one starts", async () => {
  const left = running
  running = await start()
  expect(await left.ended).toBe("exit status 0")
  expect(await query("SELECT word FROM kept")).toEqual([{ word: "still here" }])
})

test.each([
  ["that now belongs to another program", `${process.pid}\n/elsewhere\n`],
  ["that a power cut left out", ""],
])("a noted process id %s does not prevent the start", async (_, note) => {
  await running.stop()
  writeFileSync(join(home, "postgres", "postmaster.pid"), note)
  running = await start()
  expect(await query("SELECT word FROM kept")).toEqual([{ word: "still here" }])
})

test("a cluster that was made only in part is made anew", async () => {
  await running.stop()
  rmSync(join(home, "postgres"), { recursive: true })
  mkdirSync(join(home, "postgres.new", "base"), { recursive: true })
  running = await start()
  expect(await query("SELECT 1 AS one")).toEqual([{ one: 1 }])
})

test("a server that cannot start says what its log says", async () => {
  const { port } = new URL(running.adminUrl)
  const other = { ...(await options()), folder: join(home, "other"), port: Number(port) }
  const told = await startCluster(other).catch(String)
  expect(told).toMatch(/did not start.*Address already in use/s)
  expect(told).not.toContain("ready to accept connections")
})

test("a password that is not the cluster's is a wrong setting, told with its file, and no server stays", async () => {
  const { start } = await planEmbedded(home, "another")
  const file = join(home, "database-password")
  const problem = expect.stringContaining(`${file}, which is not the password of the database`)
  await expect(start()).rejects.toMatchObject({ problems: [{ name: "DATA_DIR", problem }] })
  expect(existsSync(join(home, "postgres", "postmaster.pid"))).toBe(false)
})

test("it is in UTC and UTF-8, also where an earlier version made it in the machine's zone", async () => {
  await running.stop()
  appendFileSync(
    join(home, "postgres", "postgresql.conf"),
    "timezone = 'Australia/Sydney'\nlog_timezone = 'Australia/Sydney'\n",
  )
  running = await start()
  const client = new Client({ ...connectionTo(running.adminUrl), options: "" })
  await client.connect()
  const { rows } = await client.query(`
    SELECT current_setting('TimeZone') AS zone, current_setting('log_timezone') AS log,
      current_setting('server_encoding') AS encoding`)
  await client.end()
  expect(rows).toEqual([{ zone: "UTC", log: "UTC", encoding: "UTF8" }])
})

test("it listens on loopback, and its environment holds nothing of ours", () => {
  const note = readFileSync(join(home, "postgres", "postmaster.pid"), "utf8").split("\n")
  expect(note[5]).toBe("127.0.0.1")
  if (process.platform !== "linux") return
  const environment = readFileSync(`/proc/${running.pid}/environ`, "utf8").split("\0")
  const names = environment.map((entry) => entry.split("=")[0])
  expect(names.filter((name) => name !== "" && !name?.startsWith("PG"))).toEqual(["PATH", "LC_ALL"])
})

async function start(): Promise<Cluster> {
  return startCluster(await options())
}

async function options() {
  const [folder, logFile] = [join(home, "postgres"), join(home, "log")]
  const [password, port] = ["a password: with %", await findFreePort()]
  // The machine stays up while its processes are killed.
  return { folder, logFile, password, port, throwAway: true }
}

async function query(statement: string): Promise<object[]> {
  const client = new Client(connectionTo(running.adminUrl))
  await client.connect()
  const { rows } = await client.query(statement).finally(() => client.end())
  return rows
}
