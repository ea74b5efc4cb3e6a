import { Problem } from "@/app/_ui/content/problem"

/** What came of the last press, under it. Wrong input is told beside the fields instead. */
export function AnswerLine({ answer }: { answer: { kind: string; text?: string } | null }) {
  if (answer?.text === undefined) return null
  if (answer.kind === "problem" || answer.kind === "sudo_needed")
    return <Problem text={answer.text} />
  return (
    <p role="status" className="text-[0.8125rem] text-ok">
      {answer.text}
    </p>
  )
}
