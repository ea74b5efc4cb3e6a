import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { PageLink } from "@/app/_ui/frame/page-link"
import { NewSecretButton } from "@/app/services/[serviceId]/components"
import type { SeenSecret } from "@/web/services/list-seen-secrets"

const MOST_SECRETS = 2

/** What whoever is disabled may still have in hand. */
export function SeenSecretsCard({ secrets, tokenUrl }: SeenSecretsCardProps) {
  return (
    <Card
      title="Client secrets that a disabled member has seen"
      hint="They still work. Make a new secret, give it to the program, and remove the old one."
      flush
    >
      <ul>
        {secrets.map(({ secretId, hint, serviceId, serviceName, secretCount, seenBy }) => (
          <li
            key={secretId}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b px-4 py-3 last:border-b-0 sm:px-5"
          >
            <div className="min-w-0">
              <PageLink href={`/services/${serviceId}`} className="font-medium hover:underline">
                <Name>{serviceName}</Name>
              </PageLink>
              <p className="text-[0.8125rem] text-muted">
                <span className="font-mono">tnt_…{hint}</span>, seen by <bdi>{seenBy}</bdi>
              </p>
            </div>
            {secretCount < MOST_SECRETS ? (
              <NewSecretButton serviceId={serviceId} tokenUrl={tokenUrl} disabled={false} />
            ) : (
              <p className="text-[0.8125rem] text-muted">
                The service has two secrets: remove this one.
              </p>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}

type SeenSecretsCardProps = { secrets: SeenSecret[]; tokenUrl: string }
