import { z } from "zod"
import { by, kind } from "@/lib/contract/operation"
import { notFound, partlyDone, trouble } from "@/lib/contract/outcomes"
import { XeroPlan } from "@/lib/db/generated/enums"

/** Xero does not let this app ask for its own connections. */
const notAllowed = kind("not_allowed")

/** How web has the connections that Xero counts for the app read and ended. */
export const COUNTED_OPERATIONS = {
  countConnections: by("admin", { seals: false, sudo: "never" }).output(
    /** `gone`: those of ours that Xero no longer lists. */
    kind("counted", { connections: z.number(), gone: z.number() }),
    notAllowed,
    trouble,
  ),
  /** Ends connections that no sign-in here can end. One that a working sign-in reaches is left out. */
  endCounted: by("admin", { seals: false, sudo: "always" })
    .input(z.object({ connectionIds: z.array(z.guid()).min(1).max(200) }))
    .output(kind("ended", { connections: z.number() }), partlyDone, notAllowed, trouble, notFound),
  choosePlan: by("owner", { seals: false, sudo: "never" })
    .input(z.object({ plan: z.enum(XeroPlan) }))
    .output(kind("chosen")),
} as const
