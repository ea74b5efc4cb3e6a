/** Where web listens: the configured address, or loopback in the address families that browsers try for APP_URL. */
export function listenHosts(appUrl: string, webHost: string | undefined): [string, ...string[]] {
  if (webHost !== undefined) return [webHost]
  const { hostname } = new URL(appUrl)
  if (hostname === "127.0.0.1") return ["127.0.0.1"]
  return hostname === "[::1]" ? ["::1"] : ["127.0.0.1", "::1"]
}

/** Where a server that listens on `host` answers this machine, as it stands in an address. */
export function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1"
  if (host === "::") return "[::1]"
  return host.includes(":") ? `[${host}]` : host
}
