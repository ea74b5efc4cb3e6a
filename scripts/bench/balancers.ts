import { execFileSync, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { findFreePort } from "@/scripts/start/free-port"
import { stop } from "./chain-processes"
import { atEnd } from "./run-bench"

const EXAMPLE = "deploy/proxy/nginx.conf"

/** nginx of this machine with the example's settings, but for the ports, the webs and a certificate that nobody knows. */
export async function startNginx(webs: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "bench-nginx-"))
  atEnd(async () => rmSync(folder, { recursive: true, force: true }))
  const [port, plain] = [await findFreePort(), await findFreePort()]
  certify(folder)
  const servers = webs.map((url) => `server ${new URL(url).host} max_fails=1 fail_timeout=2s;`)
  const example = readFileSync(EXAMPLE, "utf8")
    .replace(/server 127\.0\.0\.1:3000 [^;]*;/, servers.join("\n"))
    .replace(/listen 443 ssl;/, `listen 127.0.0.1:${port} ssl;`)
    .replace(/listen 80;/, `listen 127.0.0.1:${plain};`)
    .replace(/listen \[::\]:.*;/g, "")
    .replaceAll("/etc/ssl/tenantry", folder)
  const file = join(folder, "nginx.conf")
  writeFileSync(file, around(folder, example))
  mkdirSync(join(folder, "logs"))
  const child = spawn("nginx", ["-p", folder, "-c", file], {
    stdio: ["ignore", "ignore", "inherit"],
  })
  atEnd(() => stop(child, "SIGTERM"))
  await sleep(1_000)
  return `https://127.0.0.1:${port}`
}

/** Caddy of this machine with the example, without TLS, since nobody gives it a certificate here. */
export async function startCaddy(webs: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "bench-caddy-"))
  atEnd(async () => rmSync(folder, { recursive: true, force: true }))
  const url = `http://127.0.0.1:${await findFreePort()}`
  const file = join(folder, "Caddyfile")
  writeFileSync(file, `{\n\tadmin off\n}\n${readFileSync("deploy/proxy/Caddyfile", "utf8")}`)
  const hosts = webs.map((web) => new URL(web).host).join(" ")
  const child = spawn("caddy", ["run", "--adapter", "caddyfile", "--config", file], {
    env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: folder, SITE: url, WEB: hosts },
    stdio: ["ignore", "ignore", "ignore"],
  })
  atEnd(() => stop(child, "SIGTERM"))
  await sleep(2_000)
  return url
}

function certify(folder: string): void {
  const files = ["-keyout", join(folder, "privkey.pem"), "-out", join(folder, "fullchain.pem")]
  const words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...files]
  execFileSync("openssl", [...words, "-subj", "/CN=tenantry.example"], { stdio: "ignore" })
}

function around(folder: string, http: string): string {
  const bodies = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join("\n")
  return `daemon off; error_log ${folder}/error.log; pid ${folder}/pid; worker_processes 2;
events { worker_connections 1024; }
http { access_log off;\n${bodies}\n${http}\n}`
}
