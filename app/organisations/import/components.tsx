"use client"

import { Upload } from "lucide-react"
import { useRouter } from "next/navigation"
import { type ChangeEvent, type FormEvent, useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { SubmitButton } from "@/app/_ui/forms/button"
import { Checkbox } from "@/app/_ui/forms/checkbox"
import { Field } from "@/app/_ui/forms/field"
import { Select } from "@/app/_ui/forms/select"
import { useRun } from "@/app/_ui/forms/use-run"
import { discard, startImporting } from "@/app/organisations/import/actions"
import { AnsweredForm } from "@/app/sudo/answered-form"
import { useAnswer } from "@/app/sudo/use-answer"

const MOST_BYTES = 10 * 1024 * 1024

/** Chooses a file and has it read; nothing is sent to Xero. */
export function UploadForm({ apps }: { apps: { xeroAppId: string; name: string }[] }) {
  const router = useRouter()
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, run] = useRun()
  const [isSealed, setIsSealed] = useState(false)

  async function look(event: ChangeEvent<HTMLInputElement>): Promise<void> {
    const begin = await event.currentTarget.files?.[0]?.slice(0, 200).text()
    setIsSealed(begin?.includes("tenantry-hand-over") ?? false)
  }
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const file = form.get("file")
    if (!(file instanceof File) || file.size === 0) {
      setProblem("Choose a file first.")
      return
    }
    run(
      () => upload(file, form),
      (answer) => {
        if ("problem" in answer) setProblem(answer.problem)
        else router.push(`/organisations/import/${answer.importId}`)
      },
    )
  }
  return (
    <form onSubmit={submit} method="post" className="grid gap-4">
      <label className="grid gap-1.5">
        <span className="font-medium">File</span>
        <input
          type="file"
          name="file"
          onChange={look}
          accept=".csv,.tsv,.txt,.json,text/csv,text/plain,application/json"
          className="w-full rounded-lg border bg-surface text-[0.8125rem] file:mr-3 file:border-0 file:border-r file:bg-sunken file:px-3 file:py-2 file:text-ink"
        />
      </label>
      {apps.length > 1 ? (
        <Select
          label="Xero app that the tokens were issued to"
          name="app"
          options={apps.map(({ xeroAppId, name }) => ({ value: xeroAppId, label: name }))}
        />
      ) : null}
      {isSealed ? (
        <Field
          label="Passphrase"
          name="passphrase"
          type="password"
          autoComplete="off"
          required
          hint="The one that was chosen when the file was exported"
        />
      ) : null}
      <Problem text={problem} />
      <SubmitButton
        tone="primary"
        pending={pending}
        icon={<Upload />}
        className="justify-self-start"
      >
        Read the file
      </SubmitButton>
    </form>
  )
}

/** The tick without which nothing is sent. */
export function StartForm({ importId, label, isHandOver }: StartFormProps) {
  const [hasStopped, setHasStopped] = useState(isHandOver)
  const [answer, start] = useAnswer(startImporting)
  return (
    <div className="grid justify-items-start gap-2">
      <form action={start} className="grid justify-items-start gap-3">
        <input type="hidden" name="importId" value={importId} />
        {isHandOver ? (
          <input type="hidden" name="hasStopped" value="on" />
        ) : (
          <Checkbox
            name="hasStopped"
            checked={hasStopped}
            onChange={(event) => setHasStopped(event.target.checked)}
            label="The program that used these tokens has stopped refreshing them"
          />
        )}
        <Problem text={answer === null || answer.kind === "done" ? null : answer.text} />
        <SubmitButton tone="primary" disabled={!hasStopped}>
          {label}
        </SubmitButton>
      </form>
      <AnsweredForm action={discard} fields={{ importId }}>
        Forget the file
      </AnsweredForm>
    </div>
  )
}

async function upload(
  file: File,
  form: FormData,
): Promise<{ importId: string } | { problem: string }> {
  if (file.size > MOST_BYTES) return { problem: "The file is larger than 10 MB. Split it." }
  const bytes = new Uint8Array(await file.arrayBuffer())
  // UTF-16, or no text at all.
  if (bytes.includes(0)) return { problem: "The file is not UTF-8 text. Save it as UTF-8." }
  const app = form.get("app")
  const passphrase = form.get("passphrase")
  const query = new URLSearchParams({ name: file.name })
  if (typeof app === "string") query.set("app", app)
  const headers = new Headers({ "content-type": "text/plain" })
  // Addresses are logged, so it does not stand in one.
  if (typeof passphrase === "string")
    headers.set("import-passphrase", encodeURIComponent(passphrase))
  const answer = await fetch(`/organisations/import/upload?${query}`, {
    method: "POST",
    headers,
    body: bytes,
  }).catch(() => null)
  return answer?.ok ? answer.json() : { problem: "The file could not be uploaded. Try again." }
}

type StartFormProps = {
  importId: string
  label: string
  /** Another installation exported it and has stopped by that. */
  isHandOver: boolean
}
