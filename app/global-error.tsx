"use client"

import "./globals.css"
import ErrorPage from "@/app/error"

// Shown when the root layout itself fails.
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
