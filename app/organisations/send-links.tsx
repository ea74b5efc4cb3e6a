"use client"

import { Send } from "lucide-react"
import { useRouter } from "next/navigation"
import { useEffect, useId, useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { CONTROL_LOOK, Field, Labelled } from "@/app/_ui/forms/field"
import { Select } from "@/app/_ui/forms/select"
import { DialogButton, DialogFormActions } from "@/app/_ui/overlays/dialog"
import { type CampaignAnswer, listWithoutAddress, sendLinks } from "@/app/links/campaigns/actions"
import { type Selection, useSelection } from "@/app/organisations/selection"
import { useFormAction } from "@/app/sudo/use-form-action"
import type { CampaignPurpose } from "@/lib/contract/campaign-operations"
import { formatAmount } from "@/lib/format"
import { MOST_ADDRESSES } from "@/lib/links/link-terms"

const PURPOSES: { value: CampaignPurpose; label: string }[] = [
  { value: "reconnect", label: "Reconnect" },
  { value: "second_authoriser", label: "Become a second authoriser" },
  { value: "wider_scopes", label: "Allow the missing scopes" },
]
const DAYS = [7, 14, 30].map((days) => ({ value: String(days), label: `${days} days` }))

/** Sends a link to whoever authorised each selected organisation, or to somebody else who is to be its second authoriser. */
export function SendLinks({ count }: { count: number }) {
  return (
    <DialogButton
      label="Send links"
      size="sm"
      icon={<Send />}
      title={`Send links for ${formatAmount(count, "organisation")}`}
    >
      {(close) => <SendForm onClose={close} />}
    </DialogButton>
  )
}

function SendForm({ onClose }: { onClose: () => void }) {
  const id = useId()
  const router = useRouter()
  const { selection, clear } = useSelection()
  const [purpose, setPurpose] = useState(purposeFor(selection))
  const unaddressed = useUnaddressed(selection, purpose)
  // The same campaign however often it is sent.
  const [campaignId] = useState(() => crypto.randomUUID())
  const { answer, pending, submit } = useFormAction(send, (given) => {
    if (given.kind !== "started") return
    onClose()
    clear()
    router.push(`/links/campaigns/${given.campaignId}`)
  })
  function send(form: FormData): Promise<CampaignAnswer> {
    form.set("campaignId", campaignId)
    form.set("which", JSON.stringify(selection))
    return sendLinks(form)
  }
  const wrongFor = answer?.kind === "wrong_address" ? answer.tenantId : null
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <p className="text-muted">
        {purpose === "second_authoriser"
          ? "Whoever you name gets an e-mail with a link for each organisation."
          : "Whoever authorised an organisation gets an e-mail with a link."}{" "}
        Anyone who has not done it gets a reminder after 2 and 5 days. An address gets one e-mail a
        day, so an address with several links gets them day by day; each works for its days from
        then on.
      </p>
      <Select
        label="Ask them to"
        name="purpose"
        options={PURPOSES}
        value={purpose}
        onChange={({ target }) =>
          setPurpose(PURPOSES.find((one) => one.value === target.value)?.value ?? "reconnect")
        }
      />
      <Addresses purpose={purpose} unaddressed={unaddressed} wrongFor={wrongFor} />
      <Labelled id={id} label="Note" hint="Optional. It appears in the e-mail and on the page.">
        <textarea id={id} name="note" rows={3} maxLength={500} className={CONTROL_LOOK} />
      </Labelled>
      <Select label="Links work for" name="days" options={DAYS} defaultValue="7" />
      <Problem text={answer?.kind === "problem" ? answer.text : null} />
      <DialogFormActions onCancel={onClose} pending={pending}>
        Send
      </DialogFormActions>
    </form>
  )
}

/** For those whose address Xero did not give, and for whoever is to be a second authoriser. */
function Addresses({ purpose, unaddressed, wrongFor }: AddressesProps) {
  if (unaddressed.length === 0) return null
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 text-muted">
        {purpose === "second_authoriser"
          ? "Enter the address of somebody else who can connect the organisation too, or leave it empty to skip it."
          : "Tenantry has no e-mail address for these Xero users. Enter one, or leave it empty to skip them."}
      </legend>
      <div className="grid max-h-60 gap-3 overflow-y-auto p-0.5">
        {unaddressed.map(({ tenantId, name, xeroUserName }) => (
          <Field
            key={tenantId}
            label={
              purpose === "second_authoriser"
                ? `${name}, now through ${xeroUserName}`
                : `${xeroUserName}, ${name}`
            }
            name={tenantId}
            type="email"
            autoComplete="off"
            maxLength={254}
            error={tenantId === wrongFor ? "This must be an e-mail address." : undefined}
          />
        ))}
      </div>
      {unaddressed.length === MOST_ADDRESSES && (
        <p className="text-muted">
          These are the first {MOST_ADDRESSES}. Send links again for the others.
        </p>
      )}
    </fieldset>
  )
}

/** The selected sign-ins that need an address, once they are known. */
function useUnaddressed(selection: Selection, purpose: CampaignPurpose): Unaddressed {
  const [unaddressed, setUnaddressed] = useState<Unaddressed>([])
  const which = JSON.stringify(selection)
  useEffect(() => {
    const form = new FormData()
    form.set("which", which)
    form.set("purpose", purpose)
    let isOver = false
    listWithoutAddress(form).then((found) => {
      if (!isOver) setUnaddressed(found)
    })
    return () => {
      isOver = true
    }
  }, [which, purpose])
  return unaddressed
}

/** What the filter of the list that was selected from stands for. */
function purposeFor(selection: Selection): CampaignPurpose {
  const only = selection.kind === "matching" ? selection.only : null
  if (only === "scopes_missing") return "wider_scopes"
  return only === "one_authoriser" ? "second_authoriser" : "reconnect"
}

type Unaddressed = Awaited<ReturnType<typeof listWithoutAddress>>
type AddressesProps = {
  purpose: CampaignPurpose
  unaddressed: Unaddressed
  /** The organisation for which something other than an address was typed. */
  wrongFor: string | null
}
