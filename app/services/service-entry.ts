import { z } from "zod"
import { parseNetworks } from "@/lib/networks"
import { SERVICE_RIGHTS } from "@/lib/services/service-rights"
import { typedText } from "@/lib/typed-text"

const MOST_NETWORKS = 20
const MOST_TENANTS = 10_000

const tenantIds = z
  .string()
  .transform((one) => one.split(",").filter(Boolean))
  .pipe(z.array(z.guid()).max(MOST_TENANTS, "holds too many organisations; choose all instead"))

const networks = z.string().transform((text, context) => {
  const reading = parseNetworks(text)
  if (reading.kind === "wrong") {
    const { word, line } = reading
    const message = `holds “${word}” in line ${line}, which is not a network such as 203.0.113.0/24`
    context.addIssue({ code: "custom", message })
    return z.NEVER
  }
  if (reading.networks.length > MOST_NETWORKS) {
    context.addIssue({
      code: "custom",
      message: `must hold ${MOST_NETWORKS} networks or fewer`,
    })
  }
  return reading.networks
})

// What is not ticked is not sent.
const tick = z.literal("on").optional()
const CHOICE = z.object({ reach: z.enum(["chosen", "all"]), tenantIds: z.array(z.string()) })

/** A service's settings as its form sends them. An expiry is an instant, or `never`. */
export const SERVICE_ENTRY = z
  .object({
    name: typedText(80),
    reach: z.enum(["chosen", "all"]),
    tenantIds,
    networks,
    make_links: tick,
    import_tokens: tick,
    expiresAt: z
      .union([z.literal("never"), z.iso.datetime("must be a date")])
      .transform((one) => (one === "never" ? null : one)),
  })
  .refine(({ reach, tenantIds: chosen }) => reach === "all" || chosen.length > 0, {
    path: ["tenantIds"],
    message: "must hold at least one organisation",
    // Reported together with the errors of the other fields.
    when: ({ value }) => CHOICE.safeParse(value).success,
  })
  .transform(({ make_links, import_tokens, ...entered }) => {
    const ticks = { make_links, import_tokens }
    return { ...entered, rights: SERVICE_RIGHTS.filter((right) => ticks[right] === "on") }
  })

/** The same for a new service. */
export const NEW_SERVICE_ENTRY = SERVICE_ENTRY.refine(
  ({ expiresAt }) => expiresAt === null || new Date(expiresAt) > new Date(),
  { path: ["expiresAt"], message: "must be in the future" },
)
