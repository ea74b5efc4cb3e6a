import { CircleAlert, CircleCheck, CircleStop, Clock, LoaderCircle } from "lucide-react"
import { Badge } from "@/app/_ui/content/badge"
import { RowLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { Table } from "@/app/_ui/content/table"
import { outcomeWords } from "@/app/organisations/jobs/job-words"
import type { JobRowView } from "@/web/jobs/list-job-rows"
import type { JobView } from "@/web/jobs/list-jobs"

/** The organisations of a job with what became of each. */
export function JobRows({ act, rows }: { act: JobView["act"]; rows: JobRowView[] }) {
  return (
    <Table
      label="Organisations of this job"
      columns={[{ title: "Organisation", width: "w-[40%]" }, "Result"]}
      rows={rows.map((row) => ({
        key: row.tenantId,
        cells: {
          Organisation: (
            <RowLink href={`/organisations/${row.tenantId}`}>
              <Name className="line-clamp-2">{row.name}</Name>
            </RowLink>
          ),
          Result: <Result act={act} row={row} />,
        },
      }))}
    />
  )
}

/** What a keeper had begun when the job was stopped may be done at Xero. */
function Stopped({ isTried }: { isTried: boolean }) {
  return (
    <div className="grid justify-items-start gap-1">
      <Badge icon={CircleStop}>{isTried ? "Cut off" : "Not begun"}</Badge>
      {isTried ? (
        <span className="text-[0.8125rem] text-muted">
          It had already begun and may be done. Check the organisation.
        </span>
      ) : null}
    </div>
  )
}

function Turning() {
  return <LoaderCircle className="animate-spin" />
}

function Result({ act, row }: { act: JobView["act"]; row: JobRowView }) {
  const { state, isGood, isUnderWay, isTried, outcome } = row
  if (outcome !== null && state === "done") {
    const { title, text } = outcomeWords(act, outcome)
    return (
      <div className="grid justify-items-start gap-1">
        <Badge tone={isGood ? "ok" : "warn"} icon={isGood ? CircleCheck : CircleAlert}>
          {title}
        </Badge>
        {text === null ? null : <span className="text-[0.8125rem] text-muted">{text}</span>}
      </div>
    )
  }
  if (state === "stopped") return <Stopped isTried={isTried} />
  if (isUnderWay) {
    return (
      <Badge tone="info" icon={Turning}>
        Under way
      </Badge>
    )
  }
  return (
    <Badge tone="info" icon={Clock}>
      {isTried ? "To be tried again" : "Waiting"}
    </Badge>
  )
}
