import type { Metadata, Viewport } from "next"
import { cookies } from "next/headers"
import type { ReactNode } from "react"
import { ClockProvider } from "@/app/_ui/frame/clock"
import { parseTheme } from "@/app/_ui/frame/theme"
import { knownZone } from "@/lib/format"
import "./globals.css"

export const metadata: Metadata = {
  title: { template: "%s · Tenantry", default: "Tenantry" },
  description: "Connects Xero organisations and keeps them connected",
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#161a21" },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const kept = await cookies()
  const zone = knownZone(kept.get("tenantry-zone")?.value)
  return (
    <html lang="en" data-theme={parseTheme(kept.get("tenantry-theme")?.value)}>
      <body className="min-h-dvh font-sans antialiased">
        <ClockProvider zone={zone} renderedAt={Date.now()}>
          {children}
        </ClockProvider>
      </body>
    </html>
  )
}
