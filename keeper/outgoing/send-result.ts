import type { SendProblem } from "@/lib/alerts/send-problem"

/** The result of one attempt. `evidence` is a status code or an error's name, never text from the other side. */
export type SendResult =
  | { kind: "delivered"; evidence: string | null }
  | {
      kind: "failed"
      outcome: SendProblem
      evidence: string | null
      /** The other side said no; without this it may have taken the message all the same. */
      answered?: true
      /** Trying again cannot help. */
      final?: boolean
      retryAfterInSeconds?: number | null
    }
