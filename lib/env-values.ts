import { z } from "zod"
import { readDatabaseUrl } from "@/lib/db/database-url"
import { isLoopback } from "@/lib/loopback"
import { normalEmail } from "@/lib/members/email"
import { covers, createBlockList, parseNetworks } from "@/lib/networks"

const ONLY_ORIGIN = "must be only an origin, without a path, query or user name"

export const text = z.string().min(1)

export const port = wholeNumber("a port number", 1, 65_535)

export const pace = z
  .string()
  .transform(Number)
  .refine((one) => one > 0 && one <= 1, "must be a number above 0, at most 1")

export const host = z
  .string()
  .regex(/^[A-Za-z0-9.:_-]+$/, "must be an address of this machine, such as 127.0.0.1 or 0.0.0.0")

// Of each half of a family one that no proxy has, and one among IPv6's public addresses. A block that holds one of them holds
// everybody, or half of them; blocks of IPv6 count for the IPv4 addresses inside them.
const NOBODYS = ["0.0.0.1", "224.0.0.1", "100::1", "ff02::1", "2001:20::1"]

/** Addresses and CIDR blocks, with commas between. */
export const proxies = z.string().transform((one, context) => {
  const reading = parseNetworks(one)
  if (reading.kind === "wrong") {
    const { word } = reading
    context.addIssue(`holds ${word}, which is not an address or a CIDR block such as 10.0.0.0/8`)
    return z.NEVER
  }
  const everybody = reading.networks.find((network) => {
    const list = createBlockList([network])
    return NOBODYS.some((address) => covers(list, address))
  })
  if (everybody !== undefined) {
    context.addIssue(
      `holds ${everybody}, so that anybody could choose their address: name the proxies' own addresses`,
    )
  }
  return reading.networks
})

/** An origin: scheme, host, port. http only where no one else can listen. */
export const publicOrigin = z
  .string()
  .refine((one) => URL.canParse(one), "must be an address such as https://tenantry.example")
  .transform((one) => new URL(one))
  .refine(isOrigin, ONLY_ORIGIN)
  .refine(isHttpsOrLoopback, "must be https (http only for localhost)")
  .transform((url) => url.origin)

/** Where a machine answers; http only on loopback. No slash at the end. */
export const machineUrl = z
  .string()
  .refine((one) => URL.canParse(one), "must be an address such as https://identity.xero.com")
  .transform((one) => new URL(one))
  .refine(isHttpsOrLoopback, "must be https (http only for localhost)")
  .transform((url) => url.href.replace(/\/$/, ""))

export const plainUrl = z
  .string()
  .refine((one) => URL.canParse(one) && /^https?:$/.test(new URL(one).protocol), {
    message: "must be an address such as http://127.0.0.1:3001",
  })
  .transform((one) => new URL(one).href.replace(/\/$/, ""))

/** Keepers, with commas between. http is allowed: web and keepers meet on loopback or in a private network. */
export const keeperUrls = z
  .string()
  .transform(splitList)
  .pipe(z.array(plainUrl.refine((one) => isOrigin(new URL(one)), ONLY_ORIGIN)).min(1, "is empty"))

export const postgresUrl = z.string().superRefine((one, context) => {
  const reading = readDatabaseUrl(one)
  if (reading.kind === "wrong") context.addIssue(reading.problem)
})

/** A proxy that opens ways to other hosts; a name and password may stand in it. */
export const proxyUrl = z
  .string()
  .refine((one) => URL.canParse(one) && /^https?:$/.test(new URL(one).protocol), {
    message: "must be an address such as http://proxy.example:8080",
  })
  .transform((one) => new URL(one))

export const region = z.string().regex(/^[a-z0-9-]+$/, "must be a region such as eu-central-1")

/** Hosts and domains, with commas between. */
export const hostList = z
  .string()
  .refine((one) => !one.includes("://"), "must be host names alone, with commas between")

/** Proxies are named in lower case as often; the upper case counts where both are set. */
export function withProxyNames(source: Record<string, string | undefined>): typeof source {
  const { HTTPS_PROXY, NO_PROXY, https_proxy, no_proxy } = source
  return { ...source, HTTPS_PROXY: HTTPS_PROXY || https_proxy, NO_PROXY: NO_PROXY || no_proxy }
}

export const installationId = z
  .guid("must be a UUID, such as the output of `node -p 'crypto.randomUUID()'`")
  .transform((one) => one.toLowerCase())

export const months = wholeNumber("a number of months", 1, 120)
export const minutes = wholeNumber("a number of minutes", 0, 30)

export const yesOrNo = z
  .enum(["true", "false"], "must be true or false")
  .transform((one) => one === "true")

/** Whom a finder of a weakness tells: an address as RFC 9116 has it. */
export const securityContact = z
  .string()
  .refine(isContact, "must be an https:// or mailto: address: mailto:security@tenantry.example")
  .transform((one) => new URL(one).href)

export const secret = z
  .string()
  .min(32, "must have 32 characters or more; create one with `openssl rand -hex 32`")

export const secretList = z
  .string()
  .transform(splitList)
  .refine((list) => list.length > 0, "must hold one or more client secrets, separated by commas")

export const xeroClientId = z
  .string()
  .regex(/^[0-9a-fA-F]{32}$/, "must be the 32 hexadecimal digits from Xero's developer portal")
  .transform((one) => one.toUpperCase())

export const email = z
  .string()
  .transform(normalEmail)
  .pipe(z.email("must be an e-mail address").max(254, "must have 254 characters or fewer"))

/** `keyId:base64(32 bytes)`, comma separated; the first seals, all open. */
export const vaultKeys = z
  .string()
  .transform((one) => splitList(one).map(parseVaultKey))
  .refine(
    (keys) => keys.length > 0 && keys.every(({ keyId, bytes }) => bytes.length === 32 && keyId),
    "must be keyId:base64 of 32 bytes; separate several with commas",
  )
  .refine((keys) => isDistinct(keys, ({ keyId }) => keyId), "names a key id twice")
  .refine(
    (keys) => isDistinct(keys, ({ bytes }) => bytes.toString("hex")),
    "has one key under two ids",
  )

function isDistinct(keys: VaultKey[], of: (key: VaultKey) => string): boolean {
  return new Set(keys.map(of)).size === keys.length
}

function wholeNumber(what: string, least: number, most: number) {
  const problem = `must be ${what}, ${least} to ${most}`
  return z
    .string()
    .regex(/^\d{1,5}$/, problem)
    .transform(Number)
    .refine((one) => one >= least && one <= most, problem)
}

function splitList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
}

function parseVaultKey(entry: string): VaultKey {
  const [, keyId = "", base64 = ""] =
    /^([A-Za-z0-9_.-]{1,64}):([A-Za-z0-9+/_-]+=*)$/.exec(entry) ?? []
  return { keyId, bytes: Buffer.from(base64, "base64") }
}

function isContact(one: string): boolean {
  if (!URL.canParse(one)) return false
  const { protocol, pathname, username } = new URL(one)
  if (protocol === "mailto:") return email.safeParse(pathname).success
  return protocol === "https:" && username === ""
}

function isOrigin({ href, origin }: URL): boolean {
  return href === `${origin}/`
}

function isHttpsOrLoopback(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url))
}

export type VaultKey = { keyId: string; bytes: Buffer }
