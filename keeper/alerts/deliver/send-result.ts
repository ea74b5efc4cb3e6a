import type { SendProblem } from "@/lib/alerts/send-problem"

/** The result of one attempt. `evidence` is a status code or an error's name, never text from the other side. */
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
