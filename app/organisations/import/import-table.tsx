import { Badge, type Tone } from "@/app/_ui/content/badge"
import { Table } from "@/app/_ui/content/table"
import { DateOf } from "@/app/_ui/content/time"
import { IMPORT_SOURCES, importOutcomeText, importTroubleText } from "@/lib/words/import-text"
import type { ImportRowView } from "@/web/imports/find-import"

/** The rows of an import as the file has them, each with what can be or was done with it. */
export function ImportTable({ rows, isStarted }: { rows: ImportRowView[]; isStarted: boolean }) {
  const last = isStarted ? "Outcome" : "What happens"
  return (
    <Table
      label="Rows of the file"
      columns={[{ title: "Line", isBare: false }, "Kind", "Reference", "Issued", last]}
      rows={rows.map((row) => ({
        key: row.position,
        cells: {
          Line: <span className="tabular-nums">{row.line}</span>,
          Kind: IMPORT_SOURCES[row.source] ?? row.source,
          Reference:
            row.reference === null ? (
              <span className="text-muted">none</span>
            ) : (
              <bdi className="[overflow-wrap:anywhere]">{row.reference}</bdi>
            ),
          Issued: <DateOf at={row.issuedAt} none="not known" />,
          [last]: <Outcome row={row} isStarted={isStarted} />,
        },
      }))}
    />
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
