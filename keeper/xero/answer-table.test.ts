import { expect, test } from "vitest"
import { answerRaw, RAW_ANSWERS } from "@/keeper/testing/raw-answers"
import { judgeTokenAnswer } from "@/keeper/xero/judge"
import { sendOnce } from "@/keeper/xero/send-once"

test("tokens are taken out of an answer however it is packed, written, announced or cut off", async () => {
  const cells = await Promise.all(
    Object.entries(RAW_ANSWERS).map(
      async ([name, bytes]) => `${name} | ${await outcome(bytes, { hangUp: true })}\n`,
    ),
  )
  await expect(cells.join("")).toMatchFileSnapshot("answer-table.txt")
})

test("tokens are taken out of an answer that is still open at the time limit", async () => {
  const open = RAW_ANSWERS["a length that is too long"] ?? Buffer.alloc(0)
  expect(await outcome(open, { hangUp: false, timeLimit: 2_000 })).toContain("r-1 stored")
})

async function outcome(bytes: Buffer, { hangUp, timeLimit = 20_000 }: Manner): Promise<string> {
  const server = await answerRaw(bytes, { hangUp })
  const sent = await sendOnce({
    url: server.url,
    method: "POST",
    headers: {},
    body: "grant_type=refresh_token",
    timeoutInMilliseconds: timeLimit,
    maxBytes: 1024 * 1024,
  })
  server.close()
  const judged = judgeTokenAnswer(sent)
  if (judged.kind !== "ok") return judged.kind
  const { accessToken, refreshToken, scopes } = judged.tokenSet
  return `${accessToken} and ${refreshToken} stored, ${scopes?.join(" ") ?? "scopes as asked"}`
}

type Manner = { hangUp: boolean; timeLimit?: number }
