import type { SendProblem } from "@/lib/alerts/send-problem"

/** What became of one attempt. `evidence` is a status code or an error's name, never what the other side wrote. */
export type SendResult =
  | { kind: "delivered"; evidence: string | null }
  | {
      kind: "failed"
      outcome: SendProblem
      evidence: string | null
      /** Trying again cannot help. */
      final?: boolean
      retryAfterInSeconds?: number | null
    }
