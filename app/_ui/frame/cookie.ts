const YEAR_IN_MILLISECONDS = 365 * 24 * 60 * 60 * 1000

/** Keeps a harmless taste (theme, time zone) for a year. Browsers without the Cookie Store go without. */
export function keepCookie(name: string, value: string): void {
  if (!("cookieStore" in window)) return
  const expires = Date.now() + YEAR_IN_MILLISECONDS
  void window.cookieStore.set({ name, value, expires, path: "/", sameSite: "lax" })
}
