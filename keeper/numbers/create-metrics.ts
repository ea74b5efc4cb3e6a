import { collectDefaultMetrics, Registry } from "prom-client"
import type { Keeper } from "@/keeper/keeper"
import { registerCounts } from "@/keeper/numbers/counts"
import { registerGauges } from "@/keeper/numbers/gauges"
import { readStanding, type Standing } from "@/keeper/numbers/standing"
import type { TokenCache } from "@/keeper/services/memory/token-cache"

/**
 * What Prometheus reads from one keeper. What the keeper counts is its own; how organisations and chains stand is the
 * database's, and the same from every keeper. It is put together when somebody asks; nothing of it names an organisation or
 * a person.
 */
export function createMetrics(keeper: Keeper, tokens: Pick<TokenCache, "size">): Metrics {
  const registry = new Registry()
  let standing: Standing | null = null
  collectDefaultMetrics({ register: registry })
  registerCounts(registry, keeper.numbers)
  registerGauges(registry, { keeper, tokens, standing: () => standing })
  return {
    contentType: registry.contentType,
    async read() {
      standing = await readStanding(keeper)
      // The library writes what is not a number as "Nan", which is no word of the format.
      return (await registry.metrics()).replaceAll(/ Nan$/gm, " NaN")
    },
  }
}

export type Metrics = { contentType: string; read(): Promise<string> }
