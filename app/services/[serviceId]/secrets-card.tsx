import { Card } from "@/app/_ui/content/card"
import { DateOf, RelativeTime } from "@/app/_ui/content/time"
import { NewSecretButton, RemoveSecret } from "@/app/services/[serviceId]/components"
import type { ServiceDetail, ServiceSecretView } from "@/web/services/find-service"

const MOST = 2

/** The client secrets by their last characters. Two at most, so that a program can change over without a gap. */
export function SecretsCard({ service, canAct, tokenUrl }: SecretsCardProps) {
  const { serviceId, secrets } = service
  const full = secrets.length >= MOST
  return (
    <Card
      title="Client secrets"
      hint={
        full
          ? "Two at most. Remove one before you create another."
          : "Each is shown only once, when you create it."
      }
      actions={
        <NewSecretButton serviceId={serviceId} tokenUrl={tokenUrl} disabled={!canAct || full} />
      }
      flush
    >
      {secrets.length === 0 ? (
        <p className="px-4 py-4 text-muted sm:px-5">None. The service cannot fetch tokens.</p>
      ) : (
        <ul>
          {secrets.map((secret) => (
            <Secret
              key={secret.id}
              serviceId={serviceId}
              secret={secret}
              isOnly={secrets.length === 1}
              canAct={canAct}
            />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Secret({ serviceId, secret, isOnly, canAct }: SecretProps) {
  const { id, hint, createdAt, lastUsedAt } = secret
  return (
    <li className="flex items-start justify-between gap-x-4 border-b px-4 py-3 last:border-b-0 sm:px-5">
      <div className="min-w-0">
        <p className="font-mono text-[0.8125rem]">
          <span className="sr-only">The secret that ends in </span>
          <span aria-hidden>tnt_…</span>
          {hint}
        </p>
        <p className="text-[0.8125rem] text-muted">
          Created <DateOf at={createdAt} />
          {" · "}
          {lastUsedAt === null ? (
            "never used"
          ) : (
            <>
              used <RelativeTime at={lastUsedAt} />
            </>
          )}
        </p>
      </div>
      <RemoveSecret
        serviceId={serviceId}
        secretId={id}
        hint={hint}
        isOnly={isOnly}
        canAct={canAct}
      />
    </li>
  )
}

type SecretsCardProps = { service: ServiceDetail; canAct: boolean; tokenUrl: string }
type SecretProps = {
  serviceId: string
  secret: ServiceSecretView
  isOnly: boolean
  canAct: boolean
}
