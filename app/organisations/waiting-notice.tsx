import { Banner } from "@/app/_ui/content/banner"
import { TextLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"

/** Custom connections whose organisation is not known yet, so that they are in no list. */
export function WaitingNotice({ names }: { names: string[] }) {
  if (names.length === 0) return null
  return (
    <Banner tone="info" title="Waiting for consent in Xero" quiet>
      <p>
        {names.map((name, position) => (
          <span key={name}>
            {position > 0 ? ", " : ""}
            <Name className="font-medium">{name}</Name>
          </span>
        ))}
        : the named person has to answer Xero’s e-mail. The organisation then appears here by
        itself. <TextLink href="/settings/xero-app">Xero apps</TextLink>
      </p>
    </Banner>
  )
}
