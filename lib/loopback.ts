const HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"])

/** Whether an address leads to this machine, where no one else can listen. */
export function isLoopback(address: string | URL): boolean {
  return HOSTS.has(new URL(address).hostname)
}
