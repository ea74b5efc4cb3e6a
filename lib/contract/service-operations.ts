import { z } from "zod"
import { by, kind } from "@/lib/contract/operation"
import { changedMeanwhile, notFound, seenMark } from "@/lib/contract/outcomes"
import { SERVICE_RIGHTS } from "@/lib/services/service-rights"
import { typedText } from "@/lib/typed-text"

const MOST_NETWORKS = 20

const serviceId = z.guid()

const settings = {
  name: typedText(80),
  reach: z.enum(["chosen", "all"]),
  /** Of the organisations it may reach, where they are chosen. */
  tenantIds: z.array(z.guid()).max(10_000),
  /** CIDR blocks, IPv4 or IPv6. Empty: from anywhere. */
  networks: z.array(z.union([z.cidrv4(), z.cidrv6()])).max(MOST_NETWORKS),
  rights: z.array(z.enum(SERVICE_RIGHTS)).max(SERVICE_RIGHTS.length),
  /** Null: never. */
  expiresAt: z.iso.datetime().nullable(),
}

/** What web asks of the keeper about services. A client secret is in the answer once, and nowhere else ever. */
export const SERVICE_OPERATIONS = {
  createService: by("admin", { seals: false, sudo: "always" })
    .input(z.object(settings))
    .output(kind("created", { serviceId, clientSecret: z.string() }), notFound),
  /**
   * The settings as they shall be. Whatever lets it reach or do more, from more places or for longer needs sudo; the rest
   * does not, so that it can be done in a hurry. `seen`: those that the form showed (`seenService`).
   */
  changeService: by("admin", { seals: false, sudo: "when_wider" })
    .input(z.object({ serviceId, seen: seenMark, ...settings }))
    .output(kind("changed"), changedMeanwhile, notFound),
  /** A second secret beside the first, so that a service can change over without a gap. */
  addServiceSecret: by("admin", { seals: false, sudo: "always" })
    .input(z.object({ serviceId }))
    .output(
      kind("secret_added", { clientSecret: z.string() }),
      kind("two_secrets_already"),
      notFound,
    ),
  removeServiceSecret: by("admin", { seals: false, sudo: "never" })
    .input(z.object({ serviceId, secretId: z.guid() }))
    .output(kind("secret_removed"), notFound),
  disableService: by("admin", { seals: false, sudo: "never" })
    .input(z.object({ serviceId }))
    .output(kind("service_disabled"), notFound),
  enableService: by("admin", { seals: false, sudo: "always" })
    .input(z.object({ serviceId }))
    .output(kind("service_enabled"), notFound),
  /** For good: its secrets are removed; its page and ledger stay. */
  revokeService: by("admin", { seals: false, sudo: "never" })
    .input(z.object({ serviceId }))
    .output(kind("service_revoked"), notFound),
} as const

export type ServiceOperationName = keyof typeof SERVICE_OPERATIONS
