import { once } from "node:events"
import { Agent, createServer, get, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { expect, it } from "vitest"
import { closeWhenIdle } from "@/lib/close-when-idle"

it("lets an answer that is under way end, and then its kept-alive connection and the server", async () => {
  const waiting: ServerResponse[] = []
  const server = createServer(
    { keepAliveTimeout: 60_000 },
    (_, response) => void waiting.push(response),
  )
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const agent = new Agent({ keepAlive: true })
  const { port } = server.address() as AddressInfo
  const request = get({ host: "127.0.0.1", port, agent })
  await once(server, "request")
  closeWhenIdle(server)
  const closed = once(server, "close")
  server.close()
  waiting[0]?.end("whole")
  const [answer] = await once(request, "response")
  expect(answer.headers.connection).toBe("keep-alive")
  expect(await text(answer)).toBe("whole")
  await closed
  agent.destroy()
})
