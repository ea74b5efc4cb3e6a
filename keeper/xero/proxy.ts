import { request as httpRequest } from "node:http"
import { request as httpsRequest } from "node:https"
import { isIP, isIPv6, type Socket } from "node:net"
import { unescape as decoded } from "node:querystring"
import type { Duplex } from "node:stream"
import { connect as connectTls } from "node:tls"

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"])
let chosen: ProxyChoice = { NO_PROXY: "" }

/** Sets the proxy for every https request of the whole process from now on. */
export function setProxy(choice: ProxyChoice): void {
  chosen = choice
}

/**
 * The proxy for a request to this address, or null for a direct request: no proxy is set, the address is not https, is
 * on loopback, or `NO_PROXY` names it (`*`, a host, a domain with all below it, each with or without a port).
 */
export function proxyFor(url: URL): URL | null {
  if (chosen.HTTPS_PROXY === undefined || url.protocol !== "https:") return null
  if (LOOPBACK.has(url.hostname)) return null
  const rules = chosen.NO_PROXY.toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
  return rules.some((rule) => covers(rule, url)) ? null : chosen.HTTPS_PROXY
}

/**
 * A TLS connection to `url` through the proxy's CONNECT (RFC 9110 §9.3.6); `address` is the target for the proxy if it
 * differs from the URL's host. Rejects if the proxy opens no tunnel; then nothing has reached the host.
 */
export async function openTunnel(proxy: URL, { url, address, signal }: Way): Promise<Socket> {
  const host = withoutBrackets(url.hostname)
  const socket = await askProxy(proxy, `${bracketed(address ?? host)}:${url.port || 443}`, signal)
  return connectTls({ socket, host, ...(isIP(host) === 0 && { servername: host }) })
}

function askProxy(proxy: URL, authority: string, signal: AbortSignal): Promise<Duplex> {
  const isTls = proxy.protocol === "https:"
  const send = isTls ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request = send({
      host: withoutBrackets(proxy.hostname),
      port: proxy.port || (isTls ? 443 : 80),
      method: "CONNECT",
      path: authority,
      headers: { host: authority, ...authorizationOf(proxy) },
      agent: false,
      signal,
    })
    request.once("connect", ({ statusCode = 0 }, socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(socket)
      socket.destroy()
      reject(new ProxyError(statusCode))
    })
    request.once("error", reject)
    request.end()
  })
}

function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === "") return {}
  const pair = `${decoded(username)}:${decoded(password)}`
  return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` }
}

function covers(rule: string, { hostname, port }: URL): boolean {
  if (rule === "*") return true
  const [, name = "", rulePort] = /^\*?\.?(.+?)(?::(\d+))?$/.exec(rule) ?? []
  if (rulePort !== undefined && rulePort !== (port || "443")) return false
  return hostname === name || hostname.endsWith(`.${name}`)
}

function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, "$1")
}

function bracketed(host: string): string {
  return isIPv6(host) ? `[${host}]` : host
}

/** The proxy refused; its status says why (407: it asks for a name and a password). */
class ProxyError extends Error {
  readonly code: string
  constructor(status: number) {
    super(`the proxy answered CONNECT with ${status}`)
    this.name = "ProxyError"
    this.code = `PROXY_${status}`
  }
}

type ProxyChoice = { HTTPS_PROXY?: URL | undefined; NO_PROXY: string }
type Way = { url: URL; address?: string; signal: AbortSignal }
