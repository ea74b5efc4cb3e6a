import { sweep } from "@/scripts/check/sweep"

const stops: (() => Promise<unknown>)[] = []

/** Keeps in mind how to stop what was just started. The last one started is stopped first, however the bench ends. */
export function atEnd(stop: () => Promise<unknown>): void {
  stops.push(stop)
}

/** Runs a bench and says how long it took. After a signal everything is stopped too; what a killed run left is swept first. */
export async function runBench(name: string): Promise<void> {
  const startedAt = performance.now()
  const interrupted = untilInterrupted()
  await sweep()
  const bench = import(`./${name}.ts`).then(() => "done" as const)
  const end = await Promise.race([bench, interrupted]).finally(stopAll)
  if (end === "interrupted") process.exit(130)
  console.log(`bench:${name} took ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`)
}

function untilInterrupted(): Promise<"interrupted"> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => resolve("interrupted"))
    }
  })
}

async function stopAll(): Promise<void> {
  for (const stop of stops.reverse()) await stop().catch((cause: unknown) => console.error(cause))
}
