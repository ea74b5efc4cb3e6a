import { Badge, type Tone } from "@/app/_ui/content/badge"
import { Cell, Row, Table } from "@/app/_ui/content/table"
import { DateOf } from "@/app/_ui/content/time"
import { IMPORT_SOURCES, importOutcomeText, importTroubleText } from "@/lib/words/import-text"
import type { ImportRowView } from "@/web/imports/find-import"

/** The rows of an import as the file has them, each with what can be or was done with it. */
export function ImportTable({ rows, isStarted }: { rows: ImportRowView[]; isStarted: boolean }) {
  return (
    <Table
      label="Rows of the file"
      head={["Line", "Kind", "Reference", "Issued", isStarted ? "Outcome" : "What happens"]}
    >
      {rows.map((row) => (
        <Row key={row.position}>
          <Cell label="Line" className="tabular-nums">
            {row.line}
          </Cell>
          <Cell label="Kind">{IMPORT_SOURCES[row.source] ?? row.source}</Cell>
          <Cell label="Reference" className="[overflow-wrap:anywhere]">
            {row.reference === null ? (
              <span className="text-muted">none</span>
            ) : (
              <bdi>{row.reference}</bdi>
            )}
          </Cell>
          <Cell label="Issued">
            {row.issuedAt === null ? (
              <span className="text-muted">not known</span>
            ) : (
              <DateOf at={row.issuedAt.toISOString()} />
            )}
          </Cell>
          <Cell label={isStarted ? "Outcome" : "What happens"}>
            <Outcome row={row} isStarted={isStarted} />
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

function Outcome({ row, isStarted }: { row: ImportRowView; isStarted: boolean }) {
  if (row.outcome === null) {
    if (!isStarted) return <Badge tone="info">Can be sent</Badge>
    return <Told word="Waiting" tone="info" text={importTroubleText(row.lastTrouble)} />
  }
  const { word, text, tone } = importOutcomeText(row.outcome)
  return <Told word={word} text={text} tone={TONES[tone]} />
}

function Told({ word, text, tone }: { word: string; text: string; tone: Tone }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Badge tone={tone}>{word}</Badge>
      <span className="text-[0.8125rem] [overflow-wrap:anywhere]">{text}</span>
    </span>
  )
}

const TONES: Record<"good" | "warn" | "bad" | "neutral", Tone> = {
  good: "ok",
  warn: "warn",
  bad: "danger",
  neutral: "neutral",
}
