import { NextRequest } from "next/server"
import { expect, it, vi } from "vitest"
import { GET } from "@/app/xero/callback/route"

vi.mock("@/web/ask-keeper", () => ({
  askKeeper: async () => ({ kind: "problem", problem: "other_member" }),
}))
vi.mock("@/web/auth/require-member", () => ({ findMember: async () => null }))
vi.mock("@/web/auth/trip-cookie", () => ({ readTripCookie: async () => null }))
vi.mock("@/web/links/visitor", () => ({}))

it.each([
  ["a code", "code=c", "/organisations?problem=signed_out&came=code"],
  ["an empty code", "code=", "/organisations?problem=signed_out"],
  ["an error", "error=access_denied", "/organisations?problem=signed_out"],
])(
  "where nobody is signed in when %s comes, the list says so after the sign-in",
  async (...row) => {
    const [, query, path] = row
    const asked = `https://tenantry.example/xero/callback?state=s&${query}`
    const answer = await GET(new NextRequest(asked))
    const leadsTo = new URL(answer.headers.get("location") ?? "", "https://tenantry.example")
    expect(leadsTo.pathname).toBe("/sign-in")
    expect(leadsTo.searchParams.get("callbackUrl")).toBe(path)
  },
)
