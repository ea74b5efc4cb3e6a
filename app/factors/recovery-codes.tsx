"use client"

import { Banner } from "@/app/_ui/content/banner"
import { CopyButton } from "@/app/_ui/forms/copy-button"

/** Recovery codes, shown only once. */
export function RecoveryCodes({ codes }: { codes: string[] }) {
  return (
    <div className="grid gap-3">
      <Banner tone="warning" title="Store your recovery codes now" quiet>
        You cannot see them again. If you lose your second factor, each of them lets you in once.
        Keep them apart from your password.
      </Banner>
      <div className="flex items-start gap-2 rounded-lg bg-sunken px-3 py-2">
        <ul className="grid flex-1 gap-x-6 gap-y-1 sm:grid-cols-2">
          {codes.map((code) => (
            <li key={code}>
              <code className="font-mono text-[0.8125rem]">{code}</code>
            </li>
          ))}
        </ul>
        <CopyButton text={codes.join("\n")} what="the recovery codes" />
      </div>
    </div>
  )
}
