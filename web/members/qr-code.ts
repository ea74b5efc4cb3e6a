import encode from "qr"

/** A QR code as the path of an SVG: one unit a module, with the quiet zone that readers need around it. */
export function qrCode(text: string): QrCode {
  const rows = encode(text, "raw", { ecc: "medium", border: QUIET_ZONE_IN_MODULES })
  const modules = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
  )
  return { path: modules.join(""), size: rows.length }
}

// ISO/IEC 18004: four modules.
const QUIET_ZONE_IN_MODULES = 4

export type QrCode = { path: string; size: number }
