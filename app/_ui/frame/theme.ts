const THEMES = ["system", "light", "dark"] as const

/** The stored choice, or "system" for anything else that the cookie may hold. */
export function parseTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? "system"
}

export type Theme = (typeof THEMES)[number]
