import { ListChecks } from "lucide-react"
import type { Metadata } from "next"
import { Card } from "@/app/_ui/content/card"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { BackLink, RowLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { Table } from "@/app/_ui/content/table"
import { RelativeTime } from "@/app/_ui/content/time"
import { LiveRefresh } from "@/app/_ui/frame/live-refresh"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { jobProgress, jobTitle } from "@/app/organisations/jobs/job-words"
import { requireMember } from "@/web/auth/require-member"
import { listJobs } from "@/web/jobs/list-jobs"

export const metadata: Metadata = { title: "Jobs" }

export default async function JobsPage() {
  await requireMember("viewer")
  const jobs = await listJobs()
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Jobs"
        above={<BackLink href="/organisations">Organisations</BackLink>}
        hint="Work on many organisations at once, started by members. A job goes on when nobody has the page open."
      />
      {jobs.length === 0 ? (
        <EmptyState icon={<ListChecks />} title="No jobs so far">
          <p>Tick organisations in the list and choose what to do with them.</p>
        </EmptyState>
      ) : (
        <Card flush>
          <Table
            label="Jobs"
            columns={["Job", "Progress", "Started by", "Started"]}
            rows={jobs.map((job) => ({
              key: job.jobId,
              cells: {
                Job: (
                  <RowLink href={`/organisations/jobs/${job.jobId}`}>
                    <Name>{jobTitle(job)}</Name>
                  </RowLink>
                ),
                Progress: jobProgress(job),
                "Started by": <Name>{job.memberName}</Name>,
                Started: <RelativeTime at={job.createdAt} />,
              },
            }))}
          />
        </Card>
      )}
    </>
  )
}
