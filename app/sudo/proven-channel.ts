/** Between tabs of this site: the member of this browser has just been confirmed. */
export const PROVEN_CHANNEL = "tenantry-proven"
