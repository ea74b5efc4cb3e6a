import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import next from "next"
import { closeWhenIdle } from "@/lib/close-when-idle"
import { openWatch } from "@/lib/db/outage/open-watch"
import { cutConnections } from "@/lib/db/outage/sockets"
import { readWebEnv } from "@/lib/env"
import { EXIT_CONFIGURATION } from "@/lib/env-rules"
import { logLastWords } from "@/lib/last-words"
import { createLog, kindOf } from "@/lib/log"
import { startTracing } from "@/lib/trace/start-tracing"
import { listProxies } from "@/web/server/client-address"
import { createWebServer, type WebServer } from "@/web/server/create-web-server"
import { logFramework } from "@/web/server/framework-log"
import { listenHosts, reachable } from "@/web/server/listen-hosts"
import { openPackedFiles } from "@/web/server/packed-files"

// Shorter than what stops us waits for us. A page that waits for Xero longer is cut off; the keeper finishes its part.
const DRAIN_IN_MILLISECONDS = 30_000
const log = createLog("web")
// Of the sources or of the artefact: the built pages are in it.
const FOLDER = fileURLToPath(new URL("../", import.meta.url))
let isDraining = false

await main()

/** The web process: Next behind a server that holds every answer shut. It ends by SIGTERM, or when its parent is gone. */
async function main(): Promise<void> {
  const reading = readWebEnv()
  if (reading.kind === "wrong") {
    for (const { name, problem } of reading.problems)
      log.fatal({ event: "refused_to_start", name, problem })
    process.exit(EXIT_CONFIGURATION)
  }
  const { APP_URL, PORT, WEB_HOST, TRUSTED_PROXIES, HSTS_SUBDOMAINS, DATABASE_URL } = reading.env
  const hosts = listenHosts(APP_URL, WEB_HOST)
  const dev = process.env.NODE_ENV === "development"
  if (!dev) logFramework(log)
  logLastWords(log)
  configureFramework(APP_URL, `http://${reachable(hosts[0])}:${PORT}`)
  if (!dev) takeBuiltConfig()
  await startTracing("web")
  // In production the framework gets a server that never listens, to hang its WebSocket on.
  const frameworkServer = createServer()
  const app = next({
    dev,
    dir: FOLDER,
    hostname: new URL(APP_URL).hostname,
    port: PORT,
    httpServer: frameworkServer,
  })
  const database = openWatch(DATABASE_URL, log, cutConnections)
  const packedFiles = await openPackedFiles(join(FOLDER, ".next/static"))
  const servers = hosts.map(() =>
    createWebServer({
      site: {
        appUrl: APP_URL,
        dev,
        proxies: listProxies(TRUSTED_PROXIES),
        coversSubDomains: HSTS_SUBDOMAINS,
      },
      database,
      handle: (request, response) =>
        packedFiles(request, response) ?? app.getRequestHandler()(request, response),
      isDraining: () => isDraining,
      onError: (error, requestId) =>
        log.error({ event: "request_failed", requestId, reason: kindOf(error) }),
      onRefused: (why, address) => log.warn({ event: "request_refused", why, address }),
    }),
  )
  await app.prepare()
  if (dev) passUpgradesOn(servers, frameworkServer)
  await Promise.all(servers.map((server, at) => listen(server, hosts[at] ?? "127.0.0.1", PORT)))
  const stop = () => void drain(servers)
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, stop)
  process.once("disconnect", stop)
  // The parent may have gone while this process was starting.
  if (process.connected === false) return stop()
  process.on("unhandledRejection", (error) =>
    log.error({ event: "unhandled", reason: kindOf(error) }),
  )
  log.info({ event: "ready", appUrl: APP_URL, port: PORT, hosts })
  process.send?.({ kind: "ready" })
}

// Both read these from the environment and nowhere else: next-auth the origin of its addresses, Next where to reach
// itself when an action ends on another page.
function configureFramework(appUrl: string, ownUrl: string): void {
  process.env.NEXTAUTH_URL = appUrl
  process.env.NEXT_TELEMETRY_DISABLED = "1"
  process.env.__NEXT_PRIVATE_ORIGIN = ownUrl
}

// As the server of a standalone build does: the configuration was read when the pages were built.
function takeBuiltConfig(): void {
  const file = join(FOLDER, ".next/required-server-files.json")
  const { config } = JSON.parse(readFileSync(file, "utf8"))
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config)
}

function passUpgradesOn(
  servers: WebServer[],
  frameworkServer: ReturnType<typeof createServer>,
): void {
  for (const server of servers) {
    server.on("upgrade", (...upgrade) => frameworkServer.emit("upgrade", ...upgrade))
  }
}

async function listen(server: WebServer, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      // A machine without IPv6 has no ::1, and needs none.
      if (host === "::1" && error.code !== "EADDRINUSE") return resolve()
      log.fatal({ event: "cannot_listen", host, port, reason: error.code })
      process.exit(1)
    })
    server.listen(port, host, resolve)
  })
}

/** Takes no new requests, finishes those that run, ends. */
async function drain(servers: WebServer[]): Promise<void> {
  if (isDraining) return
  isDraining = true
  const timer = setTimeout(() => {
    for (const server of servers) server.closeAllConnections()
  }, DRAIN_IN_MILLISECONDS)
  for (const server of servers) closeWhenIdle(server)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  clearTimeout(timer)
  log.info({ event: "stopped" })
  process.exit(0)
}
