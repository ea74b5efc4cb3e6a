import { Badge, type Tone } from "@/app/_ui/content/badge"
import { TextLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { Table } from "@/app/_ui/content/table"
import { DateOf } from "@/app/_ui/content/time"
import type { CountedRow } from "@/web/counted/list-counted"

/** The connections that Xero counts. Those that no page of an organisation can disconnect have a box to tick. */
export function CountedTable({ rows }: { rows: CountedRow[] }) {
  return (
    <Table
      label="Connections that Xero counts"
      columns={[
        { title: "Organisation", width: "w-2/5" },
        "Here",
        "Connected by",
        "Since",
        "Xero app",
      ]}
      rows={rows.map((row) => ({
        key: row.connectionId,
        cells: {
          Organisation: <Organisation row={row} />,
          Here: <Badge tone={STANDINGS[row.standing].tone}>{STANDINGS[row.standing].word}</Badge>,
          "Connected by": <ConnectedBy row={row} />,
          Since: <DateOf at={row.madeAt} none="not known" />,
          "Xero app": <Name>{row.appName}</Name>,
        },
      }))}
    />
  )
}

function ConnectedBy({ row: { xeroUserName, memberName } }: { row: CountedRow }) {
  return (
    <div className="[overflow-wrap:anywhere]">
      {xeroUserName === null ? (
        <span className="text-muted">not known</span>
      ) : (
        <Name>{xeroUserName}</Name>
      )}
      {memberName === null ? null : (
        <span className="text-muted">
          {" "}
          (started by <Name>{memberName}</Name>)
        </span>
      )}
    </div>
  )
}

function Organisation({ row }: { row: CountedRow }) {
  const name = <Name>{row.name}</Name>
  if (!isEndable(row))
    return row.isKnown ? <TextLink href={`/organisations/${row.tenantId}`}>{name}</TextLink> : name
  return (
    <label className="flex items-start gap-2.5">
      <input
        type="checkbox"
        name="connectionId"
        value={row.connectionId}
        className="mt-0.5 size-4 shrink-0 accent-accent-solid"
      />
      {name}
    </label>
  )
}

/** Whether no page of an organisation can disconnect it. */
export function isEndable({ standing }: CountedRow): boolean {
  return ENDABLE.has(standing)
}

const ENDABLE = new Set<CountedRow["standing"]>(["unknown", "dead", "ended_here"])

const STANDINGS: Record<CountedRow["standing"], { word: string; tone: Tone }> = {
  unknown: { word: "Unknown here", tone: "danger" },
  dead: { word: "Sign-in ended", tone: "danger" },
  ended_here: { word: "Removed here", tone: "warn" },
  several: { word: "One of several sign-ins", tone: "warn" },
  unread: { word: "Not read for 90 days", tone: "neutral" },
  moved: { word: "Handed over", tone: "neutral" },
  alive: { word: "Alive", tone: "ok" },
}
