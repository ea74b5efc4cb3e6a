export const MOST_LOGO_BYTES = 100 * 1024

const LOGO_TYPES = ["image/png", "image/jpeg", "image/webp"] as const

/**
 * What a picture is by its first bytes, whatever it is called; null for all that is none of these. SVG is none: it can hold
 * scripts.
 */
export function logoTypeOf(bytes: Uint8Array): LogoType | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1")
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png"
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg"
  if (head.startsWith("RIFF") && head.slice(8) === "WEBP") return "image/webp"
  return null
}

/** Where web serves the picture. Another one has another address, so that browsers do not show the one before. */
export function logoPath(changedAt: Date): string {
  return `/connect/logo?v=${changedAt.getTime()}`
}

export type LogoType = (typeof LOGO_TYPES)[number]
