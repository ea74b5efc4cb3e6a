"use client"

import { ArrowRightLeft } from "lucide-react"
import { Problem } from "@/app/_ui/content/problem"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import { takeOver } from "@/app/notices/actions"
import { useAnswer } from "@/app/sudo/use-answer"

/** Makes this installation the one that refreshes, after a typed word. Shows why if that fails. */
export function TakeOver({ facts }: { facts: string[] }) {
  const [problem, act] = useAnswer(takeOver)
  return (
    <>
      <ConfirmDialog
        label="Take over"
        tone="danger-outline"
        icon={<ArrowRightLeft />}
        title="Take over this database?"
        typed="take over"
        action={() => act()}
      >
        <p>
          From now on this installation refreshes every sign-in.{" "}
          <strong>Stop any other installation that uses them first.</strong> A refresh token works
          only once, so two installations would end each other’s sign-ins, and people would have to
          reconnect.
        </p>
        {facts.map((fact) => (
          <p key={fact}>{fact}</p>
        ))}
      </ConfirmDialog>
      <Problem text={problem && `${problem.title}. ${problem.text}`} />
    </>
  )
}
