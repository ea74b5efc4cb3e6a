import { existsSync, readdirSync, readFileSync } from "node:fs"
import { BlockList } from "node:net"
import { basename, join } from "node:path"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { readSettings } from "@/scripts/start/settings"
import { aloneSettings } from "@/scripts/tenantry/alone-settings"
import { COMMANDS } from "@/scripts/tenantry/commands"

const UNITS = "deploy/systemd"
// What a filled-in example holds.
const FILLED: Record<string, string> = {
  APP_URL: "https://tenantry.example",
  SITE: "tenantry.example",
  DATABASE_PASSWORD: "d".repeat(64),
  WEB_DATABASE_PASSWORD: "w".repeat(64),
  KEEPER_SECRET: "s".repeat(64),
  AUTH_SECRET: "a".repeat(64),
  VAULT_KEYS: `k1:${"A".repeat(43)}=`,
  INSTALLATION_ID: "00000000-0000-4000-8000-000000000000",
  XERO_CLIENT_ID: "0".repeat(32),
  XERO_CLIENT_SECRETS: "one",
}
const compose: Compose = parse(readFileSync("compose.yaml", "utf8"), { merge: true })
const services = Object.entries(compose.services)
const ours = services.filter(([, service]) => service.image.startsWith("tenantry:"))

test("every service of ours runs a command that there is", () => {
  expect(ours.map(([name]) => name)).toEqual(["migrate", "keeper-1", "keeper-2", "web"])
  for (const [name, { command }] of ours)
    expect(Object.keys(COMMANDS), name).toContain(command?.[0])
})

test("web and each keeper start with the environment that they are given, and have none of the other's secrets", () => {
  for (const [name, { command, environment = {} }] of ours) {
    const part = command?.[0]
    if (part !== "web" && part !== "keeper") continue
    expect(aloneSettings(part, fill(environment)), name).toMatchObject({ kind: "ok" })
    const unread = Object.keys(environment).filter((one) => !readsName(part, environment, one))
    expect(unread, name).toEqual([])
  }
})

test("web knows every keeper by the name and port that it has", () => {
  const { environment: web = {} } = compose.services.web ?? {}
  const keepers = ours.filter(([, { command }]) => command?.[0] === "keeper")
  const addresses = keepers.map(
    ([name, { environment }]) => `http://${name}:${environment?.KEEPER_PORT}`,
  )
  expect(web.KEEPER_URL?.split(",")).toEqual(addresses)
})

test("web believes the proxy's address alone, and nobody else is on its network", () => {
  const { networks } = compose.services.caddy ?? {}
  const front = networks as { front: { ipv4_address: string } }
  expect(compose.services.web?.environment?.TRUSTED_PROXIES).toBe(front.front.ipv4_address)
  const beside = services.filter(([, one]) => Object.values(namesOf(one)).includes("front"))
  expect(beside.map(([name]) => name)).toEqual(["web", "caddy"])
})

test("no other container can be given the proxy's address while it is away", () => {
  const networks = compose.services.caddy?.networks as { front: { ipv4_address: string } }
  const [place] = compose.networks.front?.ipam?.config ?? []
  expect(isWithin(networks.front.ipv4_address, place?.subnet)).toBe(true)
  expect(isWithin(networks.front.ipv4_address, place?.ip_range)).toBe(false)
})

test("every variable that compose.yaml asks for stands in its example", () => {
  const asked = [...readFileSync("compose.yaml", "utf8").matchAll(/\$\{([A-Z_]+):\?\}/g)]
  const example = namesIn("deploy/compose/compose.env.example")
  expect(new Set(asked.map(([, name]) => name))).toEqual(new Set(example))
})

test("a process is given the time to drain that it takes, and the health check asks the right one", () => {
  for (const [name, service] of ours) {
    const [part] = service.command ?? []
    if (part === "migrate") continue
    const seconds = Number.parseInt(service.stop_grace_period ?? "", 10)
    expect(seconds, name).toBeGreaterThan(part === "keeper" ? 38 : 30)
    expect(service.healthcheck?.test?.slice(-2), name).toEqual(["health", part])
  }
})

test("the image has no shell in what it runs, is no root's, and runs commands that there are", () => {
  const lines = readFileSync("Dockerfile", "utf8").split("\n")
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")))
  const arrays = last.flatMap(
    (line) => /^(?:ENTRYPOINT|CMD|.* CMD) (\[.*\])$/.exec(line)?.[1] ?? [],
  )
  const [probe = [], entry = [], command = []] = arrays.map((one): string[] => JSON.parse(one))
  expect(probe.slice(0, 2)).toEqual(entry)
  expect(Object.keys(COMMANDS)).toEqual(expect.arrayContaining([probe[2], command[0]]))
  expect(last.join("\n")).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m)
  expect(last.filter((line) => line.startsWith("RUN"))).toEqual([])
})

test.each(readdirSync(UNITS).filter((name) => name.endsWith(".service")))(
  "%s runs a command that there is, with settings that are right, and waits for it to drain",
  (name) => {
    const unit = readFileSync(join(UNITS, name), "utf8")
    const [, command = ""] = /^ExecStart=\S+ \S+\/tenantry\.mjs (\S+)$/m.exec(unit) ?? []
    expect(Object.keys(COMMANDS)).toContain(command)
    const [, file = ""] = /^EnvironmentFile=(\S+)$/m.exec(unit) ?? []
    const example = join(UNITS, `${basename(file)}.example`)
    expect(existsSync(example)).toBe(true)
    const env = fill(valuesIn(example))
    const isPart = command === "web" || command === "keeper"
    // Where it is, its folder need not exist on this machine.
    const reading = isPart
      ? aloneSettings(command, env)
      : readSettings({ ...env, DATA_DIR: undefined }, "production")
    expect(reading).toMatchObject({ kind: "ok" })
    const seconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])
    expect(seconds).toBeGreaterThan({ web: 30, keeper: 38 }[command] ?? 75)
    expect(unit).toMatch(/^RestartPreventExitStatus=78$/m)
  },
)

test("where web and keepers run apart, tenantry migrate is given web's role beside the keeper's", () => {
  const settings = ["DATABASE_URL", "WEB_DATABASE_URL"]
  expect(Object.keys(services.find(([name]) => name === "migrate")?.[1].environment ?? {})).toEqual(
    expect.arrayContaining(settings),
  )
  // `sudo tenantry` reads the keeper's.
  expect(readFileSync(join(UNITS, "tenantry"), "utf8")).toContain("/etc/tenantry/keeper.env")
  expect(namesIn(join(UNITS, "keeper.env.example"))).toEqual(expect.arrayContaining(settings))
})

test("proxies ask for health where it is, and take connections for less time than web keeps them", () => {
  const caddy = readFileSync("deploy/proxy/Caddyfile", "utf8")
  const path = /health_uri (\S+)/.exec(caddy)?.[1] ?? ""
  expect(existsSync(join("app", path, "route.ts"))).toBe(true)
  const nginx = readFileSync("deploy/proxy/nginx.conf", "utf8")
  const kept = /keepAliveTimeout: (\d+) \* SECOND/.exec(
    readFileSync("web/server/create-web-server.ts", "utf8"),
  )
  expect(Number(/keepalive_timeout (\d+)s/.exec(nginx)?.[1])).toBeLessThan(Number(kept?.[1]))
})

test("the proxies log no address that holds the token of a link, of an invitation or of a mail, or a code", () => {
  const nginx = readFileSync("deploy/proxy/nginx.conf", "utf8")
  const [, unlogged = "-"] =
    /location ~ (\S+) \{\s+access_log off;\s+#.*\s+error_log \/dev\/null crit;/.exec(nginx) ?? []
  const pages = readdirSync("app", { recursive: true, encoding: "utf8" })
  const withToken = pages.filter((page) => page.endsWith("/[token]"))
  expect(withToken.length).toBeGreaterThan(1)
  for (const page of [...withToken, "connect/token", "setup", "sign-in/callback", "xero/callback"])
    expect(`/${page}`).toMatch(new RegExp(unlogged))
  expect("/organisations").not.toMatch(new RegExp(unlogged))
  const caddy = readFileSync("deploy/proxy/Caddyfile", "utf8")
  expect(caddy).toMatch(/^\{[^{}]+log default \{[^}]+request>uri delete/)
})

function readsName(part: "web" | "keeper", environment: Values, name: string): boolean {
  const settings = aloneSettings(part, fill(environment))
  return settings.kind === "ok" && name in settings.env
}

function fill(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const text = value.replace(/\$\{([A-Z_]+):\?\}/g, (_, one: string) => FILLED[one] ?? "")
      return [name, text === "" ? (FILLED[name] ?? "") : text]
    }),
  )
}

function valuesIn(file: string): Values {
  const lines = readFileSync(file, "utf8").matchAll(/^([A-Z_]+)=(.*)$/gm)
  return Object.fromEntries([...lines].map(([, name = "", value = ""]) => [name, value]))
}

function namesIn(file: string): string[] {
  return Object.keys(valuesIn(file))
}

function namesOf({ networks = [] }: Service): string[] {
  return Array.isArray(networks) ? networks : Object.keys(networks)
}

/** A network that is not named is everything. */
function isWithin(address: string, network = "0.0.0.0/0"): boolean {
  const [start = "", bits] = network.split("/")
  const block = new BlockList()
  block.addSubnet(start, Number(bits))
  return block.check(address)
}

type Values = Record<string, string>
type Service = {
  image: string
  command?: string[]
  environment?: Values
  networks?: string[] | Record<string, unknown>
  stop_grace_period?: string
  healthcheck?: { test?: string[] }
}
type Network = { ipam?: { config?: { subnet: string; ip_range?: string }[] } } | null
type Compose = { services: Record<string, Service>; networks: Record<string, Network> }
