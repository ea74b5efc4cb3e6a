import { Banner } from "@/app/_ui/content/banner"
import { LastName, Name } from "@/app/_ui/content/name"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { jobProgress, jobTitle } from "@/app/organisations/jobs/job-words"
import { listOpenJobs } from "@/web/jobs/list-jobs"

/** The jobs that go on, above the list. */
export async function OpenJobs() {
  const jobs = await listOpenJobs()
  return jobs.map((job) => (
    <Banner
      key={job.jobId}
      tone="info"
      quiet
      title={<Name>{jobTitle(job)}</Name>}
      actions={
        <LinkButton size="sm" href={`/organisations/jobs/${job.jobId}`}>
          Show
        </LinkButton>
      }
    >
      <p>
        {jobProgress(job)}. Started by <LastName>{job.memberName}</LastName>
      </p>
    </Banner>
  ))
}
