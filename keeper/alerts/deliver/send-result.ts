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

export type SendProblem =
  | "target_refused"
  | "unresolved"
  | "unreachable"
  | "timeout"
  | "tls"
  | "refused"
  | "password_refused"
  | "gone"
