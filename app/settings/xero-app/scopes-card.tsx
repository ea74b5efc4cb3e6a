import { Badge } from "@/app/_ui/content/badge"
import { Card } from "@/app/_ui/content/card"
import { PageLink } from "@/app/_ui/frame/page-link"
import { listHref } from "@/app/organisations/list-query"
import { formatAmount, formatList } from "@/lib/format"
import { replacementsOf } from "@/lib/scopes/compare-scopes"
import type { TenantCondition } from "@/lib/tenants/tenant-filter"
import { scopeTextForMembers } from "@/lib/words/scope-text"
import type { ScopeSurvey } from "@/web/tenants/survey-scopes"
import { EVERYTHING } from "@/web/tenants/tenant-query"

/** The scopes that are asked for now, and how many organisations lack each. */
export function AskedScopes({ survey }: { survey: ScopeSurvey }) {
  return (
    <Card
      title="Scopes asked for"
      hint="A change counts for new consents. Until then organisations keep working with what was granted."
      flush
    >
      <ul>
        {survey.asked.map(({ scope, count }) => (
          <Line key={scope} scope={scope}>
            {count === 0 ? (
              <Badge tone="ok">Granted everywhere</Badge>
            ) : (
              <Found count={count} only="scopes_missing" verbs={["lacks it", "lack it"]} />
            )}
          </Line>
        ))}
      </ul>
    </Card>
  )
}

/** The broad scopes that Xero ends, what replaces each, and how many organisations still hold them. */
export function BroadScopes({ survey }: { survey: ScopeSurvey }) {
  return (
    <Card
      title="Broad scopes end in September 2027"
      hint="Xero has named both the 13th and the 27th. Ask for the replacements and reconnect before the 13th."
      flush
    >
      <ul>
        {survey.broad.map(({ scope, count }) => (
          <Line
            key={scope}
            scope={scope}
            more={`In its place: ${formatList(replacementsOf(scope))}.`}
          >
            {count === 0 ? (
              <Badge tone="ok">Granted nowhere</Badge>
            ) : (
              <Found count={count} only="broad_scopes" verbs={["holds it", "hold it"]} />
            )}
          </Line>
        ))}
      </ul>
    </Card>
  )
}

function Line({ scope, more, children }: LineProps) {
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 border-b px-4 py-2.5 last:border-b-0 sm:px-5">
      <div className="min-w-0 max-w-2xl">
        <code className="break-all font-mono text-xs">{scope}</code>
        <p className="text-[0.8125rem] text-muted">May {scopeTextForMembers(scope)}.</p>
        {more ? <p className="break-words text-[0.8125rem] text-muted">{more}</p> : null}
      </div>
      {children}
    </li>
  )
}

function Found({ count, only, verbs: [one, many] }: FoundProps) {
  return (
    <PageLink
      href={listHref(EVERYTHING, { only })}
      className="text-[0.8125rem] text-warn hover:underline"
    >
      {formatAmount(count, `organisation ${one}`, `organisations ${many}`)}
    </PageLink>
  )
}

type LineProps = { scope: string; more?: string; children: React.ReactNode }
type FoundProps = { count: number; only: TenantCondition; verbs: [string, string] }
