import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"

const PAGE = 3

/** Stands in for S3 on loopback, with one bucket: the requests that the journal makes, listed in small pages. */
export async function startBucket(): Promise<TestBucket> {
  const objects = new Map<string, string>()
  const state = { isShut: false }
  const server = createServer(async (request, response) => {
    const { status, body } = state.isShut
      ? { status: 503, body: "<Error><Code>SlowDown</Code></Error>" }
      : await answer(objects, request)
    response.writeHead(status, { "content-type": "application/xml", etag: '"tag"' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}/a-bucket`,
    objects,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

async function answer(objects: Map<string, string>, request: IncomingMessage): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://bucket.example")
  const [, bucket, ...rest] = decodeURIComponent(pathname).split("/")
  const key = rest.join("/")
  const isSigned = request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 Credential=an-id/")
  if (!isSigned) return { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" }
  if (bucket !== "a-bucket")
    return { status: 404, body: "<Error><Code>NoSuchBucket</Code></Error>" }
  if (request.method === "PUT") {
    objects.set(key, await text(request))
    return { status: 200, body: "" }
  }
  if (request.method === "POST") return removeMany(objects, await text(request))
  if (key === "") return listPage(objects, searchParams)
  const found = objects.get(key)
  return found === undefined ? { status: 404, body: "" } : { status: 200, body: found }
}

function listPage(objects: Map<string, string>, asked: URLSearchParams): Answer {
  const keys = [...objects.keys()].filter((key) => key.startsWith(asked.get("prefix") ?? "")).sort()
  const from = Number(asked.get("continuation-token") ?? 0)
  const isMore = keys.length > from + PAGE
  const rows = keys.slice(from, from + PAGE).map((key) => {
    const size = objects.get(key)?.length
    return `<Contents><Key>${key}</Key><LastModified>2026-11-29T00:00:00.000Z</LastModified><ETag>"tag"</ETag><Size>${size}</Size></Contents>`
  })
  const more = isMore ? `<NextContinuationToken>${from + PAGE}</NextContinuationToken>` : ""
  const body = `<ListBucketResult><IsTruncated>${isMore}</IsTruncated>${more}${rows.join("")}</ListBucketResult>`
  return { status: 200, body }
}

function removeMany(objects: Map<string, string>, body: string): Answer {
  const keys = [...body.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = ""]) => key)
  for (const key of keys) objects.delete(key)
  const rows = keys.map((key) => `<Deleted><Key>${key}</Key></Deleted>`)
  return { status: 200, body: `<DeleteResult>${rows.join("")}</DeleteResult>` }
}

type Answer = { status: number; body: string }
export type TestBucket = {
  /** Every request is refused for now. */
  isShut: boolean
  url: string
  objects: Map<string, string>
  close(): Promise<void>
}
