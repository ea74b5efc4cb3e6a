import Bowser from "bowser"

/** What people call a browser, such as "Firefox on Windows", from the words that it uses for itself. */
export function browserName(userAgent: string | null): string {
  if (!userAgent) return "Unknown browser"
  const { browser, os } = Bowser.parse(userAgent)
  if (!browser.name) return "Unknown browser"
  return os.name ? `${browser.name} on ${os.name}` : browser.name
}
