import { spawn, spawnSync } from "node:child_process"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"

// npm run container -- [--base IMAGE | --image IMAGE]: builds the image with buildah, where no Docker engine is needed, on a base
// with Node and npm (or takes one that is built), runs everything in it as its own user with its own PostgreSQL, and checks what
// the Dockerfile promises. As root, on Linux; some ten minutes with the build.
const USER = "10001:10001"
const PORTS = { PORT: 23500, KEEPER_PORT: 23501 }
const SANDBOX = ["LOGIN", "IDENTITY", "API"].map((name, at) => `SANDBOX_${name}_PORT=${23502 + at}`)
const [flag, value = ""] = process.argv.slice(2)
const image = flag === "--image" ? value : "localhost/tenantry"
const failures = []

if (flag !== "--image") {
  const base = flag === "--base" ? ["--build-arg", `BASE=${value}`] : []
  // Docker's own format, because the other has no health check.
  buildah(["bud", "--format", "docker", "--isolation", "chroot", ...base, "-t", image, "."])
}
const container = buildah(["from", image], true)
const root = buildah(["mount", container], true)
try {
  await check()
} finally {
  buildah(["rm", container], true)
}
process.exitCode = failures.length === 0 ? 0 : 1

async function check() {
  const startedAt = Date.now()
  const started = spawn("buildah", inContainer("start"), { stdio: "ignore" })
  const ended = new Promise((resolve) => started.once("exit", resolve))
  const health = await untilWell(`http://localhost:${PORTS.PORT}/api/health`)
  say("web and keeper are well", health?.status === "ok" && health.keeper === "ok")
  const probe = spawnSync("buildah", inContainer("health", "web"))
  say("the image's health check passes", probe.status === 0)
  const processes = listProcesses()
  say("four processes run", processes.length >= 4)
  say(
    "none of them is root's",
    processes.every(({ uid }) => uid === 10001),
  )
  const written = listWritten(startedAt)
  say(`nothing is written outside of /data and /tmp ${written}`, written.length === 0)
  const start = processes.find(({ args }) => args.includes("tenantry.mjs start"))
  if (start) process.kill(start.pid, "SIGTERM")
  await ended
  await sleep(500)
  say("SIGTERM ends all of it", listProcesses().length === 0)
}

function inContainer(...words) {
  const set = [
    ...Object.entries({ APP_URL: `http://localhost:${PORTS.PORT}`, ...PORTS }).map((one) =>
      one.join("="),
    ),
    `KEEPER_URL=http://127.0.0.1:${PORTS.KEEPER_PORT}`,
    ...SANDBOX,
  ].flatMap((one) => ["-e", one])
  const run = ["run", "--isolation", "chroot", "--user", USER, ...set, container]
  return [...run, "--", "node", "/opt/tenantry/tenantry.mjs", ...words]
}

async function untilWell(url) {
  for (let tries = 0; tries < 240; tries += 1) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return answer.json()
    await sleep(500)
  }
  return null
}

/** Of the container: what runs there was started from its folder. */
function listProcesses() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const args = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")
      const status = read(`/proc/${pid}/status`)
      const isOurs = /^(node|\S*\/node|\S*\/postgres) .*(\/opt\/tenantry\/|\/data\/)/.test(args)
      const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])
      return isOurs || /^\/opt\/tenantry\S+postgres /.test(args)
        ? [{ pid: Number(pid), uid, args }]
        : []
    })
}

/** The files of the container that have changed since, besides those that may. */
function listWritten(since) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => `${one.parentPath ?? one.path}/${one.name}`)
    .filter(
      (path) =>
        !/^\/(data|tmp|proc|sys|dev|run|etc\/(hosts|resolv\.conf))/.test(path.slice(root.length)),
    )
    .filter((path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > since)
}

function read(file) {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}

function say(what, holds) {
  console.log(`${holds ? "ok    " : "FAILED"} ${what}`)
  if (!holds) failures.push(what)
}

function buildah(words, isQuiet = false) {
  const { status, stdout } = spawnSync("buildah", words, {
    encoding: "utf8",
    stdio: ["ignore", isQuiet ? "pipe" : "inherit", "inherit"],
  })
  if (status !== 0) throw new Error(`buildah ${words[0]} failed`)
  return stdout?.trim() ?? ""
}
