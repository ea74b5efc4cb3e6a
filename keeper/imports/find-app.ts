import type { Db } from "@/lib/db/create-db"

/** The web app that imported tokens were issued to, if it takes sign-ins. */
export async function findImportApp(
  db: Db,
  wanted: WantedApp,
): Promise<{ id: string; clientId: string } | null> {
  return db.xeroApp.findFirst({
    where: { ...wanted, kind: "web", usable: true, retiredAt: null },
    select: { id: true, clientId: true },
  })
}

export type WantedApp =
  | { isDefault: true }
  | { id: string }
  | { clientId: string }
  | { issuer: string; clientId: string }
