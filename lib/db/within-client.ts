import { type Client, Pool } from "pg"
import { createDb, type Db } from "@/lib/db/create-db"

/**
 * A Prisma client on a connection that is open, for what belongs to the transaction that its owner began there. It opens no
 * transaction of its own.
 */
export async function withinClient<T>(
  client: Client,
  databaseUrl: string,
  use: (db: Db) => Promise<T>,
): Promise<T> {
  const pool = new Pool()
  pool.query = client.query.bind(client) as typeof pool.query
  pool.connect = () => Promise.reject(new Error("there is a transaction already"))
  const db = createDb(databaseUrl, { pool })
  return use(db).finally(() => db.$disconnect())
}
