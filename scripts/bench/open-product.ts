import { createDb, type Db } from "@/lib/db/create-db"
import { type Stack, startStack } from "@/scripts/check/stack"
import { atEnd } from "./run-bench"

/** Starts the whole product, as `startStack` does, and a client of its database; both end with the bench. */
export async function openProduct(env: Record<string, string> = {}): Promise<Product> {
  const { stack, stop } = await startStack("bench", { env })
  atEnd(stop)
  const db = createDb(stack.databaseUrl)
  atEnd(() => db.$disconnect())
  return { stack, db }
}

/** Gets a page of a member, and how long it took and how long it is. */
export async function loadPage({ baseUrl }: Stack, { cookie, path }: Asked): Promise<Loaded> {
  const startedAt = performance.now()
  const response = await fetch(`${baseUrl}${path}`, { headers: { cookie } })
  const body = await response.arrayBuffer()
  if (!response.ok || response.redirected) throw new Error(`${path} answered ${response.status}`)
  return { milliseconds: performance.now() - startedAt, bytes: body.byteLength }
}

type Asked = { cookie: string; path: string }
export type Loaded = { milliseconds: number; bytes: number }
export type Product = { stack: Stack; db: Db }
