"use client"

import "./globals.css"
import ErrorPage from "@/app/error"

// Stands in for the root layout when that itself fails.
export default function GlobalErrorPage(props: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <html lang="en">
      <body className="min-h-dvh font-sans antialiased">
        <ErrorPage {...props} />
      </body>
    </html>
  )
}
