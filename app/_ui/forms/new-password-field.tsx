"use client"

import { type ChangeEvent, useEffect, useRef, useState } from "react"
import { Field } from "@/app/_ui/forms/field"

// The keeper judges a new password (lib/members/password-terms.ts); these only save a way there.
const LENGTH = { minLength: 12, maxLength: 256 }
const WORDS = ["very weak", "weak", "fair", "strong", "very strong"] as const
const LOOKS = ["bg-danger", "bg-danger", "bg-warn", "bg-ok", "bg-ok"] as const

/**
 * A text box for a new password. What judges its strength is large, so it is fetched when somebody goes to the box, which
 * works without it too. `known`: words about its owner beside those in the form's e-mail and name.
 */
export function NewPasswordField({ label, name, hint, error, known = [] }: NewPasswordFieldProps) {
  const judging = useRef<Judging>(null)
  const [score, setScore] = useState<Score | null>(null)
  const box = useRef<HTMLDivElement>(null)
  // After an answer the form is empty again, and so is what is judged.
  useEffect(() => {
    const form = box.current?.closest("form")
    const forget = () => setScore(null)
    form?.addEventListener("reset", forget)
    return () => form?.removeEventListener("reset", forget)
  }, [])
  function fetchJudge(): void {
    judging.current ??= import("@/app/_ui/forms/password-strength").catch(() => null)
  }
  async function judge({ currentTarget: { value, form } }: ChangeEvent<HTMLInputElement>) {
    fetchJudge()
    const words = [...known, ...["email", "name"].map((one) => textIn(form, one))]
    const judge = await judging.current
    setScore(value === "" || judge === null ? null : judge.scorePassword(value, words))
  }
  return (
    <div ref={box} className="grid gap-2">
      <Field
        label={label}
        name={name}
        type="password"
        autoComplete="new-password"
        required
        {...LENGTH}
        hint={hint}
        error={error}
        onFocus={fetchJudge}
        onChange={judge}
      />
      <Strength score={score} />
    </div>
  )
}

function Strength({ score }: { score: Score | null }) {
  return (
    <div role="status" className="grid gap-1 text-[0.8125rem] text-muted empty:hidden">
      {score === null ? null : (
        <>
          <div aria-hidden className="grid grid-cols-4 gap-1">
            {[1, 2, 3, 4].map((step) => (
              <span
                key={step}
                className={`h-1 rounded-full ${step <= Math.max(score, 1) ? LOOKS[score] : "bg-edge"}`}
              />
            ))}
          </div>
          <p>Strength: {WORDS[score]}</p>
        </>
      )}
    </div>
  )
}

function textIn(form: HTMLFormElement | null, name: string): string {
  const value = form === null ? null : new FormData(form).get(name)
  return typeof value === "string" ? value : ""
}

type Score = 0 | 1 | 2 | 3 | 4
type Judging = Promise<typeof import("@/app/_ui/forms/password-strength") | null> | null
type NewPasswordFieldProps = {
  label: string
  name: string
  hint: string
  error?: string
  known?: string[]
}
