/** Whether a service may fetch tokens, and if not, why: the strongest reason. By the clock that `now` is of. */
export function serviceState(service: ServiceEnds, now: Date): ServiceState {
  if (service.revokedAt !== null) return "revoked"
  if (service.disabledAt !== null) return "disabled"
  if (service.expiresAt !== null && service.expiresAt <= now) return "expired"
  return "active"
}

export type ServiceState = "active" | "disabled" | "expired" | "revoked"
type ServiceEnds = { revokedAt: Date | null; disabledAt: Date | null; expiresAt: Date | null }
