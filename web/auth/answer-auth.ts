import type { NextRequest } from "next/server"
import NextAuth from "next-auth"
import { authOptions } from "@/web/auth/auth-options"

// Of next-auth's doors only these are open; what the others answer (providers, the session, its own pages, a log that
// anyone may write to) no one needs.
const OPEN = new Set([
  "GET csrf",
  "GET error",
  "GET signin",
  "POST callback/credentials",
  "POST signout",
])

/** Answers `/api/auth/…`. */
export async function answerAuth(request: NextRequest, context: AuthContext): Promise<Response> {
  const { nextauth } = await context.params
  const door = `${request.method} ${nextauth.join("/")}`
  if (!OPEN.has(door)) return Response.json({ error: "not_found" }, { status: 404 })
  return NextAuth(request, { params: { nextauth } }, authOptions())
}

export type AuthContext = { params: Promise<{ nextauth: string[] }> }
