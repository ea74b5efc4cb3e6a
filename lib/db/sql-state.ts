import { z } from "zod"

const DISK_FULL = "53100"

/** Whether the database could not store something because its disk is full. */
export function isDiskFull(error: unknown): boolean {
  return sqlStateOf(error) === DISK_FULL
}

/** What PostgreSQL calls the error, if it was one of its own: Prisma keeps what its driver met in `meta`. */
export function sqlStateOf(error: unknown): string | null {
  const { data } = FROM_ADAPTER.safeParse(error)
  return (
    data?.meta.driverAdapterError.cause.originalCode ?? FROM_PG.safeParse(error).data?.code ?? null
  )
}

const FROM_ADAPTER = z.object({
  meta: z.object({
    driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }),
  }),
})
const FROM_PG = z.object({ code: z.string(), severity: z.string() })
