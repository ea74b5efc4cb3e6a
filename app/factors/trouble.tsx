import { Banner } from "@/app/_ui/content/banner"

/** Why a second factor was not set up. */
export function Trouble({ text }: { text: string }) {
  return (
    <Banner tone="danger" title="Not set up">
      {text}
    </Banner>
  )
}
