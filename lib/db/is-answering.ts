import { db } from "@/lib/db/db"

/** Whether the database answers within the time. */
export function isDatabaseAnswering(withinInMilliseconds: number): Promise<boolean> {
  return Promise.race([
    db().$queryRaw`SELECT 1`.then(
      () => true,
      () => false,
    ),
    new Promise<boolean>((resolve) => {
      setTimeout(resolve, withinInMilliseconds, false).unref()
    }),
  ])
}
