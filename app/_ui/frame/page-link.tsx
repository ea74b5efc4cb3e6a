"use client"

import Link, { useLinkStatus } from "next/link"
import type { ComponentProps } from "react"

/**
 * A link to another page of the app. It fetches nothing ahead: a list of links, refreshed every few seconds, would ask
 * the server for every page it leads to each time. While the page is on its way, a line at the top says so.
 */
export function PageLink({ children, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link {...rest} prefetch={false}>
      {children}
      <OnItsWay />
    </Link>
  )
}

function OnItsWay() {
  const { pending } = useLinkStatus()
  return pending ? <span aria-hidden className="on-its-way" /> : null
}
