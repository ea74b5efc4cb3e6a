"use server"

import { z } from "zod"
import { PROBLEMS, problemOf, SUDO_NEEDED } from "@/app/_words/refusal-text"
import { drawAnew } from "@/app/draw-anew"
import { formatAmount } from "@/lib/format"
import { askAsMember } from "@/web/ask-as-member"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { allEntriesOf } from "@/web/form-entries"

/** Asks Xero now which connections it counts. */
export async function countNow(): Promise<CountedAnswer> {
  const outcome = await askAsMember("countConnections")
  drawAnew(outcome, "/organisations", "layout")
  if (outcome.kind === "not_allowed") return failed(NOT_ALLOWED)
  if (outcome.kind === "xero_trouble") return failed(NOT_COUNTED)
  if (outcome.kind !== "counted") return failed(PROBLEMS[outcome.kind])
  const gone =
    outcome.gone === 0
      ? ""
      : ` ${formatAmount(outcome.gone, "organisation is", "organisations are")} no longer in its list.`
  return {
    kind: "done",
    text: `Xero lists ${formatAmount(outcome.connections, "connection")}.${gone}`,
  }
}

/** Ends the chosen connections in Xero. */
export async function endChosen(form: FormData): Promise<CountedAnswer> {
  const member = await requireMember("admin")
  const chosen = z.array(z.guid()).min(1).max(200).safeParse(allEntriesOf(form, "connectionId"))
  if (!chosen.success) return failed("Tick the connections that you want to disconnect.")
  const outcome = await askKeeper("endCounted", member, { connectionIds: chosen.data })
  drawAnew(outcome, "/organisations", "layout")
  switch (outcome.kind) {
    case "ended":
      if (outcome.connections === 0) return failed(HELD)
      return {
        kind: "done",
        text: `${formatAmount(outcome.connections, "connection")} ended in Xero.`,
      }
    case "sudo_needed":
      return SUDO_NEEDED
    case "not_allowed":
      return failed(NOT_ALLOWED)
    case "partly_done":
      return failed("Xero ended some of them. Choose the rest again in a moment.")
    case "not_found":
      return failed("These connections are no longer counted. Read the list again.")
    case "xero_trouble":
      return failed(NOT_ENDED)
    default:
      return failed(PROBLEMS[outcome.kind])
  }
}

/** Stores which plan the app has at Xero. */
export async function choosePlan(form: FormData): Promise<CountedAnswer> {
  const outcome = await askAsMember("choosePlan", form)
  drawAnew(outcome, "/organisations", "layout")
  const problem = problemOf(outcome.kind)
  return problem === null ? { kind: "done", text: "Saved." } : failed(problem)
}

function failed(text: string): CountedAnswer {
  return { kind: "problem", text }
}

const HELD =
  "None was ended, because a working sign-in reaches them now. Disconnect each on its organisation's page."
const NOT_ALLOWED = "Xero does not let this app read or end its own connections (app.connections)."
const NOT_COUNTED = "Xero did not answer properly. Nothing has changed. Try again in a moment."
const NOT_ENDED =
  "Xero did not answer properly, but may still have ended one of them. Press Ask Xero now, then choose again."

export type CountedAnswer = { kind: "done" | "problem" | "sudo_needed"; text: string }
