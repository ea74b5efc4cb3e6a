import { Banner } from "@/app/_ui/content/banner"
import { DateTimeOf, TimeLeft } from "@/app/_ui/content/time"
import type { ServiceDetail } from "@/web/services/find-service"

const SOON_IN_MILLISECONDS = 14 * 24 * 60 * 60 * 1000

/** Whole sentences about a service that gets no tokens, or soon will not; nothing about one that is well. */
export function Story({ service }: { service: ServiceDetail }) {
  const { state, secrets, reach, chosen } = service
  if (state !== "active") return <Ended service={service} />
  if (secrets.length === 0) {
    return (
      <Banner tone="warning" title="It has no client secret" quiet>
        <p>So nobody can ask in its name. Make a new secret, and give it to the program.</p>
      </Banner>
    )
  }
  if (reach === "chosen" && chosen === 0) {
    return (
      <Banner tone="warning" title="It reaches no organisation" quiet>
        <p>Choose some under Change, or revoke it if it is not needed any more.</p>
      </Banner>
    )
  }
  return <EndsSoon at={service.expiresAt} />
}

function Ended({ service: { state, disabledAt, expiresAt, revokedAt } }: StoryProps) {
  if (state === "revoked") {
    return (
      <Banner tone="info" title="Revoked for good" quiet>
        <p>
          <At at={revokedAt}>Since</At> every request of it is refused, and its secrets are deleted.
          What it fetched stays here to read.
        </p>
      </Banner>
    )
  }
  if (state === "disabled") {
    return (
      <Banner tone="warning" title="Disabled, so every request of it is refused" quiet>
        <p>
          <At at={disabledAt}>Since</At> it gets no tokens. Enable it, and it goes on with the same
          client id and secrets.
        </p>
      </Banner>
    )
  }
  return (
    <Banner tone="danger" title="Expired, so every request of it is refused" quiet>
      <p>
        <At at={expiresAt}>Since</At> it gets no tokens. If it is still needed, move its expiry
        under Change; it goes on with the same client id and secrets.
      </p>
    </Banner>
  )
}

function EndsSoon({ at }: { at: Date | null }) {
  if (at === null || at.getTime() - Date.now() > SOON_IN_MILLISECONDS) return null
  return (
    <Banner tone="warning" title="It expires soon" quiet>
      <p>
        After <DateTimeOf at={at.toISOString()} /> (<TimeLeft until={at.toISOString()} />) every
        request of it is refused. Move its expiry under Change, if it is still needed.
      </p>
    </Banner>
  )
}

function At({ at, children }: { at: Date | null; children: string }) {
  if (at === null) return "Now"
  return (
    <>
      {children} <DateTimeOf at={at.toISOString()} />
    </>
  )
}

type StoryProps = { service: ServiceDetail }
