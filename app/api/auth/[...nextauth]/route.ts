import type { NextRequest } from "next/server"
import { type AuthContext, answerAuth } from "@/web/auth/answer-auth"

export function GET(request: NextRequest, context: AuthContext): Promise<Response> {
  return answerAuth(request, context)
}

export function POST(request: NextRequest, context: AuthContext): Promise<Response> {
  return answerAuth(request, context)
}
