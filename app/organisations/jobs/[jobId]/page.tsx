import { notFound } from "next/navigation"
import { cache } from "react"
import { z } from "zod"
import { Card } from "@/app/_ui/content/card"
import { BackLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { Pagination } from "@/app/_ui/content/pagination"
import { ProgressCard } from "@/app/_ui/content/progress-card"
import { DateTimeOf } from "@/app/_ui/content/time"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { SoonRefresh } from "@/app/_ui/frame/soon-refresh"
import { AgainButton, StopButton } from "@/app/organisations/jobs/components"
import { JobRows } from "@/app/organisations/jobs/job-rows"
import { jobProgress, jobTitle } from "@/app/organisations/jobs/job-words"
import { pageNumber } from "@/app/paging"
import { titled } from "@/app/titled"
import { formatAmount } from "@/lib/format"
import { hasRole } from "@/lib/members/roles"
import { requireMember } from "@/web/auth/require-member"
import { listJobRows, ROWS_A_PAGE } from "@/web/jobs/list-job-rows"
import { findJob, type JobView } from "@/web/jobs/list-jobs"

// The title and the page share one query.
const findOnce = cache((jobId: string) =>
  z.guid().safeParse(jobId).success ? findJob(jobId) : null,
)

export const generateMetadata = titled<PageProps<"/organisations/jobs/[jobId]">>("Job", {
  role: "viewer",
  isThere: async ({ params }) => (await findOnce((await params).jobId)) !== null,
})

export default async function JobPage({
  params,
  searchParams,
}: PageProps<"/organisations/jobs/[jobId]">) {
  const { role } = await requireMember("viewer")
  const job = await findOnce((await params).jobId)
  if (job === null) notFound()
  const page = pageNumber.parse((await searchParams).page)
  const rows = await listJobRows(job.jobId, page)
  const isOpen = job.finishedAt === null
  return (
    <>
      {isOpen ? <SoonRefresh /> : null}
      <PageHeader
        above={<BackLink href="/organisations/jobs">Jobs</BackLink>}
        title={<Name>{jobTitle(job)}</Name>}
        hint={
          <>
            Started by <Name>{job.memberName}</Name>, <DateTimeOf at={job.createdAt} />.
            {isOpen ? " You can leave this page: the keeper goes on." : null}
          </>
        }
        actions={hasRole(role, "admin") ? <Actions job={job} /> : null}
      />
      <ProgressCard text={jobProgress(job)} done={job.all - job.waiting} all={job.all} />
      <Card flush>
        <JobRows act={job.act} rows={rows} />
        <div className="border-t px-4 py-3 sm:px-5">
          <Pagination
            page={page}
            size={ROWS_A_PAGE}
            all={job.all}
            what={(count) => formatAmount(count, "organisation")}
            href={(to) => `/organisations/jobs/${job.jobId}?page=${to}`}
          />
        </div>
      </Card>
    </>
  )
}

function Actions({ job }: { job: JobView }) {
  const { jobId, finishedAt, isStopped, good, all } = job
  if (finishedAt === null) return isStopped ? null : <StopButton jobId={jobId} />
  return good < all ? <AgainButton jobId={jobId} /> : null
}
