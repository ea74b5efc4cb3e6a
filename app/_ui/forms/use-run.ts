"use client"

import { startTransition, useTransition } from "react"

/**
 * Work behind a button: whether it runs, and how to begin it. What it brings is shown at the moment at which the button can be
 * pressed again, so that no press of somebody who has read it is lost.
 */
export function useRun(): [pending: boolean, run: Run] {
  const [pending, startRun] = useTransition()
  function run<A>(work: () => Promise<A>, show: (answer: A) => void): void {
    startRun(async () => showTogether(show, await work()))
  }
  return [pending, run]
}

/** After an `await` React no longer counts what is set as a part of the work, and would show it before that has ended. */
export function showTogether<A>(show: (answer: A) => void, answer: A): void {
  startTransition(() => show(answer))
}

type Run = <A>(work: () => Promise<A>, show: (answer: A) => void) => void
