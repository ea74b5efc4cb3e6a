import type { XeroPlan } from "@/lib/db/generated/enums"

/** Xero's plans for apps, in order: how many connections each holds and what it costs (docs/xero.md §4.4). */
export const XERO_PLANS: { plan: XeroPlan; name: string; holds: number | null; price: string }[] = [
  { plan: "starter", name: "Starter", holds: 5, price: "free" },
  { plan: "core", name: "Core", holds: 50, price: "AUD 35 a month" },
  { plan: "plus", name: "Plus", holds: 1_000, price: "AUD 245 a month" },
  { plan: "advanced", name: "Advanced", holds: 10_000, price: "AUD 1,445 a month" },
  { plan: "enterprise", name: "Enterprise", holds: null, price: "priced on application" },
]
