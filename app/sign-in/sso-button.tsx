import { Banner } from "@/app/_ui/content/banner"
import { PostForm } from "@/app/_ui/forms/post-form"
import { ssoRefusalText } from "@/app/_words/sso-text"

/** Leads to the issuer; `fields` say where from there. Works without scripts. */
export function SsoButton({ name, fields, isOnlyWay }: SsoButtonProps) {
  return (
    <div className="grid gap-4">
      <PostForm action="/sign-in/sso" fields={fields} tone={isOnlyWay ? "primary" : "secondary"}>
        Sign in with {name}
      </PostForm>
      {isOnlyWay ? null : (
        <p className="flex items-center gap-3 text-[0.8125rem] text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          or
        </p>
      )}
    </div>
  )
}

/** Why the issuer's answer did not sign anybody in. */
export function SsoRefused({ reason, name }: { reason: string; name: string }) {
  return (
    <Banner tone="danger" title="You are not signed in">
      {ssoRefusalText(reason, name)}
    </Banner>
  )
}

type SsoButtonProps = { name: string; fields: Record<string, string>; isOnlyWay: boolean }
