// The day on which each line of Node ends: https://github.com/nodejs/release#release-schedule. Odd lines live half a year.
const ENDS = {
  20: "2026-04-30",
  21: "2024-06-01",
  22: "2027-04-30",
  23: "2025-06-01",
  24: "2028-04-30",
  25: "2026-06-01",
}

/** One line of warning where this Node gets no security fixes any more, or null. */
export function supportWarning(version, now) {
  const end = ENDS[version.split(".")[0]]
  if (end === undefined || now < new Date(`${end}T24:00:00Z`)) return null
  return `Warning: Node ${version} has had no security fixes since ${end}. Install a supported line, such as 24.22.1 or later.`
}
