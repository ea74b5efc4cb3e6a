import { Banner } from "@/app/_ui/content/banner"
import { DateTimeOf, TimeLeft } from "@/app/_ui/content/time"
import { SOON_IN_MILLISECONDS } from "@/app/services/expiry"
import type { ServiceDetail } from "@/web/services/find-service"

/** What is wrong with a service that gets no tokens, or soon will not. Nothing about one that works. */
export function StateNotice({ service }: { service: ServiceDetail }) {
  const { state, secrets, reach, chosen } = service
  if (state !== "active") return <Ended service={service} />
  if (secrets.length === 0) {
    return (
      <Banner tone="warning" title="This service has no client secret" quiet>
        It cannot fetch tokens. Create a new secret and give it to the program.
      </Banner>
    )
  }
  if (reach === "chosen" && chosen === 0) {
    return (
      <Banner tone="warning" title="This service has access to no organisation" quiet>
        Press Change to choose some, or revoke the service if you no longer need it.
      </Banner>
    )
  }
  return <EndsSoon at={service.expiresAt} />
}

function Ended({ service: { state, disabledAt, expiresAt, revokedAt } }: StateNoticeProps) {
  if (state === "revoked") {
    return (
      <Banner tone="info" title="Revoked for good" quiet>
        <p>
          <At at={revokedAt}>Since</At> all its requests are refused. Its secrets are deleted. Its
          history stays here.
        </p>
      </Banner>
    )
  }
  if (state === "disabled") {
    return (
      <Banner tone="warning" title="Disabled: all its requests are refused" quiet>
        <p>
          <At at={disabledAt}>Since</At> it gets no tokens. Enable it to continue with the same
          client id and secrets.
        </p>
      </Banner>
    )
  }
  return (
    <Banner tone="danger" title="Expired: all its requests are refused" quiet>
      <p>
        <At at={expiresAt}>Since</At> it gets no tokens. If you still need it, press Change and set
        a later expiry. Its client id and secrets stay the same.
      </p>
    </Banner>
  )
}

function EndsSoon({ at }: { at: Date | null }) {
  if (at === null || at.getTime() - Date.now() > SOON_IN_MILLISECONDS) return null
  return (
    <Banner tone="warning" title="This service expires soon" quiet>
      <p>
        After <DateTimeOf at={at} /> (<TimeLeft until={at} />) all its requests are refused. If you
        still need it, press Change and set a later expiry.
      </p>
    </Banner>
  )
}

function At({ at, children }: { at: Date | null; children: string }) {
  if (at === null) return "Now"
  return (
    <>
      {children} <DateTimeOf at={at} />
    </>
  )
}

type StateNoticeProps = { service: ServiceDetail }
