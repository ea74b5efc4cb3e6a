import { Banner } from "@/app/_ui/content/banner"
import type { Answer } from "@/app/_words/operation-text"

/** What the last press led to, until it is dismissed. */
export function AnswerBanner({ answer, onDismiss }: AnswerBannerProps) {
  if (answer === null) return null
  return (
    <Banner tone={answer.tone} title={answer.title} onDismiss={onDismiss}>
      {answer.text}
    </Banner>
  )
}

type AnswerBannerProps = { answer: Answer | null; onDismiss: () => void }
