import { KeyRound, Smartphone } from "lucide-react"
import type { ReactNode } from "react"
import { Badge } from "@/app/_ui/content/badge"
import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { DateOf, RelativeTime } from "@/app/_ui/content/time"
import { AddFactor, NewRecoveryCodes, RemoveFactor } from "@/app/settings/factors/components"
import { formatAmount } from "@/lib/format"
import { type FactorView, getOwnFactors } from "@/web/members/own-factors"
import { canMakePasskeys } from "@/web/members/passkeys"

/** The member's passkeys, authenticator apps and recovery codes. */
export async function FactorsCard() {
  const { passkeys, apps, codesLeft, isRequired } = await getOwnFactors()
  const count = passkeys.length + apps.length
  const warning = <Warning isLast={count === 1} isRequired={isRequired} />
  const factors = [
    ...passkeys.map((one) => ({ ...one, what: "passkey" as const })),
    ...apps.map((one) => ({ ...one, what: "code_app" as const })),
  ]
  return (
    <Card
      title="Passkeys and second factors"
      hint="A passkey signs you in by itself. With an authenticator app, a code follows your password."
      actions={isRequired ? <Badge tone="info">Needed for your role</Badge> : null}
    >
      <div className="grid gap-4">
        {count === 0 ? (
          <p className="text-muted">You have none yet.</p>
        ) : (
          <ul aria-label="Second factors" className="grid gap-3">
            {factors.map((one) => (
              <FactorRow key={one.id} {...one}>
                {warning}
              </FactorRow>
            ))}
          </ul>
        )}
        <AddFactor canMakePasskeys={canMakePasskeys()} />
        {canMakePasskeys() ? null : <NoPasskeys />}
        {count === 0 ? null : <CodesLeft left={codesLeft} />}
      </div>
    </Card>
  )
}

function FactorRow({ id, name, createdAt, lastUsedAt, what, children }: FactorRowProps) {
  const Icon = what === "passkey" ? KeyRound : Smartphone
  return (
    <li className="flex items-start gap-3">
      <Icon
        aria-label={what === "passkey" ? "Passkey" : "Authenticator app"}
        className="mt-0.5 size-4 shrink-0 text-muted"
      />
      <div className="min-w-0 flex-1">
        <Name className="font-medium">{name}</Name>
        <p className="text-[0.8125rem] text-muted">
          Added <DateOf at={createdAt} />,{" "}
          {lastUsedAt === null ? (
            "not used yet"
          ) : (
            <>
              last used <RelativeTime at={lastUsedAt} />
            </>
          )}
        </p>
      </div>
      <RemoveFactor what={what} factorId={id} name={name}>
        {children}
      </RemoveFactor>
    </li>
  )
}

function Warning({ isLast, isRequired }: { isLast: boolean; isRequired: boolean }) {
  if (!isLast) return <p>It no longer signs you in. Your others keep working.</p>
  return isRequired ? (
    <p>
      This is your only second factor, and <strong>your role needs one</strong>. At your next
      sign-in you have to set up another before you can do anything else. Your recovery codes go
      too.
    </p>
  ) : (
    <p>
      This is your only second factor. Without it <strong>your password alone</strong> signs you in.
      Your recovery codes go too.
    </p>
  )
}

function CodesLeft({ left }: { left: number }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t pt-4">
      <p className={left < FEW ? "text-warn" : "text-muted"}>
        {formatAmount(left, "recovery code")} left. Each lets you in once without your second
        factor.
      </p>
      <NewRecoveryCodes />
    </div>
  )
}

function NoPasskeys() {
  return (
    <p className="text-[0.8125rem] text-muted">
      Browsers make passkeys only for host names, and APP_URL is an IP address.
    </p>
  )
}

const FEW = 3

type FactorRowProps = FactorView & { what: "passkey" | "code_app"; children: ReactNode }
