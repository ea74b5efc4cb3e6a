import { z } from "zod"
import { isLoopback } from "@/lib/loopback"

const LONGEST = 2_000
const TOO_LONG = `must have ${LONGEST} characters or fewer, percent-encoded`

/** Where a person may go after a consent: https, or http on this machine, without a user name, as browsers send it. */
export const returnAddress = z
  .string()
  .trim()
  .max(LONGEST, TOO_LONG)
  .refine(isSafe, "must be an https address")
  .transform((address) => new URL(address).href)
  // What browsers encode grows: a letter that is not ASCII becomes up to twelve characters.
  .refine((address) => address.length <= LONGEST, TOO_LONG)

/** The origin of such an address, as an owner lists it. */
export const returnOrigin = returnAddress.transform((address) => new URL(address).origin)

/** Whether an owner lists the address's origin. */
export function isListed(address: string, origins: string[]): boolean {
  return returnAddress.safeParse(address).success && origins.includes(new URL(address).origin)
}

function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, username, password } = new URL(address)
  if (username !== "" || password !== "") return false
  return protocol === "https:" || (protocol === "http:" && isLoopback(address))
}
