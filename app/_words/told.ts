import type { BannerTone } from "@/app/_ui/content/banner"

/** What a banner says, in its heading and below it, by its tone. */
export const success = inTone("success")
export const info = inTone("info")
export const warning = inTone("warning")
export const danger = inTone("danger")

function inTone<T extends BannerTone>(tone: T): (title: string, text: string) => Told<T> {
  return (title, text) => ({ tone, title, text })
}

type Told<T> = { tone: T; title: string; text: string }
