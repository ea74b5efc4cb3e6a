"use client"

import { ArrowUpToLine, UserMinus, UserPlus } from "lucide-react"
import { type ReactNode, useState } from "react"
import { Name } from "@/app/_ui/content/name"
import { Button, SubmitButton } from "@/app/_ui/forms/button"
import { HiddenFields } from "@/app/_ui/forms/hidden-fields"
import { PostForm } from "@/app/_ui/forms/post-form"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import { DialogActions, DialogButton } from "@/app/_ui/overlays/dialog"
import type { Answer } from "@/app/_words/operation-text"
import { preferAuthoriser, removeAuthoriser } from "@/app/organisations/[tenantId]/actions"
import { AnswerBanner } from "@/app/organisations/[tenantId]/answer-banner"
import { useSudo } from "@/app/sudo/components"

/** The authorisers, with what an admin may do with each, and the answer to the last press. */
export function AuthoriserList({ tenantId, authorisers, canAct, working }: ListProps) {
  const [answer, setAnswer] = useState<Answer | null>(null)
  const sudo = useSudo()
  const count = authorisers.length
  return (
    <>
      <ol>
        {authorisers.map((one, index) => (
          <li
            key={one.grantId}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b px-4 py-2.5 last:border-b-0 sm:px-5"
          >
            <div className="flex min-w-0 gap-3">
              <span aria-hidden className="w-4 text-muted tabular-nums">
                {one.number}
              </span>
              <div className="min-w-0">
                <span className="sr-only">The {one.place} authoriser: </span>
                {one.about}
              </div>
            </div>
            <div className="flex flex-wrap items-center gap-2">
              {one.badges}
              {count > 1 && canAct ? (
                <>
                  {index > 0 ? (
                    <form
                      action={async (form) => setAnswer(await sudo(preferAuthoriser)(form))}
                      className="contents"
                    >
                      <HiddenFields of={{ tenantId, grantId: one.grantId }} />
                      <SubmitButton size="sm" icon={<ArrowUpToLine />}>
                        Make first
                      </SubmitButton>
                    </form>
                  ) : null}
                  {one.works && working === 1 ? null : (
                    <RemoveAuthoriser tenantId={tenantId} one={one} onAnswer={setAnswer} />
                  )}
                </>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
      {answer === null ? null : (
        <div className="border-t px-4 py-3 sm:px-5">
          <AnswerBanner answer={answer} onDismiss={() => setAnswer(null)} />
        </div>
      )}
    </>
  )
}

function RemoveAuthoriser({ tenantId, one, onAnswer }: RemoveProps) {
  const sudo = useSudo()
  return (
    <ConfirmDialog
      label="Remove"
      size="sm"
      tone="danger-outline"
      icon={<UserMinus />}
      title={
        <>
          Remove <Name>{one.name}</Name> as an authoriser?
        </>
      }
      fields={{ tenantId, grantId: one.grantId }}
      action={async (form) => onAnswer(await sudo(removeAuthoriser)(form))}
    >
      <p>
        Xero ends the connection of <Name>{one.name}</Name> to this organisation, and one connection
        of your plan is free again. Other organisations on the same consent keep it. Services go on
        with those that are left.
      </p>
    </ConfirmDialog>
  )
}

/** Says what a second authoriser means and costs before the browser goes to Xero. */
export function AddAuthoriser({ tenantId, count, canAct }: AddProps) {
  return (
    <DialogButton
      label="Add an authoriser"
      size="sm"
      icon={<UserPlus />}
      disabled={!canAct}
      title="Add an authoriser"
    >
      {(close) => (
        <>
          <div className="grid gap-2 text-muted">
            <p>
              Another Xero user signs in and allows access to this organisation. Everyone who
              authorises it now stays; whoever is added comes last, and takes over only when those
              before no longer work. You can change the order and remove people afterwards.
            </p>
            <p>
              Xero counts a connection for each authoriser: this organisation then takes {count + 1}{" "}
              connections of your Xero plan.
            </p>
            <p>
              Log out of Xero first, or use the browser of the person who signs in. They must be a
              Standard user or Adviser of the organisation.
            </p>
          </div>
          <DialogActions>
            <Button onClick={close}>Cancel</Button>
            <PostForm
              action="/xero/connect"
              fields={{ tenantId, purpose: "authoriser" }}
              tone="primary"
            >
              Continue to Xero
            </PostForm>
          </DialogActions>
        </>
      )}
    </DialogButton>
  )
}

export type AuthoriserFacts = {
  grantId: string
  name: string
  /** Which authoriser the Xero user is, from 1. */
  number: number
  /** The same as a word: "first", "second" … */
  place: string
  works: boolean
  about: ReactNode
  badges: ReactNode
}
type ListProps = {
  tenantId: string
  authorisers: AuthoriserFacts[]
  canAct: boolean
  /** How many of them work. */
  working: number
}
type RemoveProps = { tenantId: string; one: AuthoriserFacts; onAnswer: (answer: Answer) => void }
type AddProps = { tenantId: string; count: number; canAct: boolean }
