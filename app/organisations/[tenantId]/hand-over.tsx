"use client"

import { Download, PackageOpen } from "lucide-react"
import { useState } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { Name } from "@/app/_ui/content/name"
import { Problem } from "@/app/_ui/content/problem"
import { Button } from "@/app/_ui/forms/button"
import { NewPasswordField } from "@/app/_ui/forms/new-password-field"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import { DialogButton, DialogFormActions } from "@/app/_ui/overlays/dialog"
import { exportSignIn, takeBack } from "@/app/organisations/[tenantId]/actions"
import { AnswerBanner } from "@/app/organisations/[tenantId]/answer-banner"
import { useAnswer } from "@/app/sudo/use-answer"
import { useFormAction } from "@/app/sudo/use-form-action"
import { formatAmount } from "@/lib/format"

const FILE_NAME = "tenantry-hand-over.json"

/**
 * Exports a sign-in for another installation and, until that has claimed it, takes it back. The file exists in this page's
 * memory alone.
 */
export function HandOver(props: HandOverProps) {
  const { grantId, standing, xeroUserName } = props
  const [file, setFile] = useState<string | null>(null)
  const [answer, take, forget] = useAnswer(takeBack)
  return (
    <div className="grid justify-items-start gap-3 border-t px-4 py-3 first:border-t-0 sm:px-5">
      {standing === "active" ? <ExportDialog {...props} onExported={setFile} /> : null}
      {standing === "handed_over" ? (
        <>
          {file === null ? null : <FileBanner file={file} />}
          <ConfirmDialog
            label="Take it back"
            size="sm"
            title={
              <>
                Take back <Name>{xeroUserName}</Name>’s sign-in?
              </>
            }
            fields={{ grantId }}
            action={take}
          >
            <p>
              Tenantry refreshes it at once, and the exported file stops working. This works only
              while no other installation has used the file.
            </p>
          </ConfirmDialog>
        </>
      ) : null}
      <AnswerBanner answer={answer} onDismiss={forget} />
    </div>
  )
}

function ExportDialog(props: HandOverProps & { onExported: (file: string) => void }) {
  return (
    <DialogButton
      label="Hand over"
      size="sm"
      icon={<PackageOpen />}
      title="Hand over to another installation"
    >
      {(close) => <ExportForm {...props} onClose={close} />}
    </DialogButton>
  )
}

function ExportForm(props: ExportFormProps) {
  const { grantId, xeroUserName, organisations, onExported, onClose } = props
  const { answer, pending, submit } = useFormAction(exportSignIn, (given) => {
    if (given.kind !== "handed_over") return
    onExported(given.file)
    onClose()
  })
  return (
    <form onSubmit={submit} method="post" className="grid gap-4">
      <input type="hidden" name="grantId" value={grantId} />
      <div className="grid gap-2 text-muted [overflow-wrap:anywhere]">
        <p>
          This moves the sign-in of <Name>{xeroUserName}</Name>, which covers{" "}
          {formatAmount(organisations, "organisation")}. From now on this installation does not use
          it, and its services get no tokens for it.
        </p>
        <p>
          Import the file in the other installation, which must have the same Xero app and must be
          able to reach this one. Until it does, you can take the sign-in back.
        </p>
      </div>
      <NewPasswordField
        label="Passphrase"
        name="passphrase"
        hint="At least 12 characters. Nothing else opens the file. Do not send the two together."
      />
      <Problem text={answer !== null && "text" in answer ? answer.text : null} />
      <DialogFormActions onCancel={onClose} pending={pending}>
        Export and freeze
      </DialogFormActions>
    </form>
  )
}

function FileBanner({ file }: { file: string }) {
  function save(): void {
    const address = URL.createObjectURL(new Blob([file], { type: "application/json" }))
    const link = Object.assign(document.createElement("a"), { href: address, download: FILE_NAME })
    link.click()
    URL.revokeObjectURL(address)
  }
  return (
    <Banner
      tone="success"
      title="Exported. Save the file now"
      actions={
        <Button size="sm" icon={<Download />} onClick={save}>
          Save the file
        </Button>
      }
    >
      <p>You cannot save it later. If you lose it before it is imported, take the sign-in back.</p>
    </Banner>
  )
}

type HandOverProps = {
  grantId: string
  xeroUserName: string
  /** How many go along. */
  organisations: number
  standing: "active" | "handed_over"
}
type ExportFormProps = HandOverProps & {
  onExported: (file: string) => void
  onClose: () => void
}
