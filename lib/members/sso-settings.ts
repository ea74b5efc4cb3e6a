import { z } from "zod"
import { typedText } from "@/lib/typed-text"

const MOST = 50

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, {
    message: "must be domains such as ledgers.example",
  })
const groups = z.array(typedText(200)).max(MOST)

/** Where members sign in by single sign-on, and who may come, without the client's secret. */
export const ssoSettings = z.object({
  name: typedText(40),
  issuer: z
    .url({
      protocol: /^https?$/,
      error: "must be an address such as https://login.ledgers.example",
    })
    .max(500)
    .refine(isPlain, "must be an address without a query, a fragment or a user name"),
  clientId: typedText(200),
  domains: z.array(domain).max(MOST),
  newMembers: z.enum(["invited", "anyone"]),
  trustsEmail: z.boolean(),
  groupsClaim: typedText(200).nullable(),
  ownerGroups: groups,
  adminGroups: groups,
  viewerGroups: groups,
})

/** The same, where no setting contradicts another. */
export const consistentSsoSettings = ssoSettings.superRefine((settings, context) => {
  const { newMembers, domains, groupsClaim, ownerGroups, adminGroups, viewerGroups } = settings
  const hasGroups = [ownerGroups, adminGroups, viewerGroups].some((one) => one.length > 0)
  if (hasGroups && groupsClaim === null) {
    context.addIssue({
      code: "custom",
      path: ["groupsClaim"],
      message: "must be set, if groups are",
    })
  }
  if (!hasGroups && groupsClaim !== null) {
    const message = "needs a group at one of the roles, because nobody could sign in"
    context.addIssue({ code: "custom", path: ["groupsClaim"], message })
  }
  if (newMembers === "anyone" && domains.length === 0 && !hasGroups) {
    const message = "must not be empty if everyone may join, unless groups decide"
    context.addIssue({ code: "custom", path: ["domains"], message })
  }
})

function isPlain(one: string): boolean {
  if (!URL.canParse(one)) return true
  const { search, hash, username, password } = new URL(one)
  return search === "" && hash === "" && username === "" && password === ""
}

/** What both processes read of the one row. */
export const SSO_COLUMNS = {
  name: true,
  issuer: true,
  clientId: true,
  fromEnvironment: true,
  domains: true,
  newMembers: true,
  trustsEmail: true,
  groupsClaim: true,
  ownerGroups: true,
  adminGroups: true,
  viewerGroups: true,
  emergencyOwnerId: true,
} as const

export type SsoSettings = z.output<typeof ssoSettings>
