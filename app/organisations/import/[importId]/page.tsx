import { notFound } from "next/navigation"
import { cache } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { Card } from "@/app/_ui/content/card"
import { BackLink } from "@/app/_ui/content/links"
import { Pagination } from "@/app/_ui/content/pagination"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { SoonRefresh } from "@/app/_ui/frame/soon-refresh"
import { StartForm } from "@/app/organisations/import/components"
import { ImportTable } from "@/app/organisations/import/import-table"
import { UnaskedForm } from "@/app/organisations/import/unasked-form"
import { pageNumber } from "@/app/paging"
import { titled } from "@/app/titled"
import { formatAmount } from "@/lib/format"
import type { MemberRole } from "@/lib/members/roles"
import { requireMember } from "@/web/auth/require-member"
import {
  findImport,
  IMPORT_PAGE_SIZE,
  type ImportRowView,
  type ImportView,
} from "@/web/imports/find-import"

// The title and the page share one query.
const findOnce = cache(findImport)

export const generateMetadata = titled<PageProps<"/organisations/import/[importId]">>("Import", {
  role: "admin",
  isThere: async ({ params, searchParams }) =>
    (await findOnce((await params).importId, pageNumber.parse((await searchParams).page))) !== null,
})

export default async function OneImportPage({
  params,
  searchParams,
}: PageProps<"/organisations/import/[importId]">) {
  const { role } = await requireMember("admin")
  const { importId } = await params
  const page = pageNumber.parse((await searchParams).page)
  const found = await findOnce(importId, page)
  if (found === null) notFound()
  const isRunning = found.startedAt !== null && found.finishedAt === null
  return (
    <div className="grid gap-5">
      {isRunning ? <SoonRefresh /> : null}
      <PageHeader
        above={<BackLink href="/organisations/import">Import</BackLink>}
        title={found.fileName ?? "Import"}
        hint={summaryOf(found)}
        actions={
          found.finishedAt === null ? null : (
            <LinkButton href="/organisations">See the organisations</LinkButton>
          )
        }
      />
      {found.startedAt === null ? <Warning found={found} role={role} /> : null}
      {isRunning && role === "owner" ? <OldInstallation found={found} /> : null}
      <Card flush>
        <ImportTable rows={found.rows} isStarted={found.startedAt !== null} />
      </Card>
      <Pagination
        page={page}
        size={IMPORT_PAGE_SIZE}
        all={found.counts.all}
        what={(count) => formatAmount(count, "row")}
        href={(to) => `/organisations/import/${found.id}?page=${to}`}
      />
    </div>
  )
}

function Warning({ found, role }: { found: ImportView; role: MemberRole }) {
  const { left } = found.counts
  const { id: importId } = found
  if (left === 0)
    return (
      <Banner quiet tone="info" title="Nothing in this file can be sent">
        Every row is known already, belongs to another Xero app, or holds no usable token.
      </Banner>
    )
  const [handedOver] = found.rows.filter(isHandOver)
  if (handedOver !== undefined)
    return role === "owner" ? (
      <HandOverWarning importId={importId} row={handedOver} />
    ) : (
      <OwnerNeeded row={handedOver} />
    )
  return (
    <Banner quiet tone="warning" title="Each token is used once from now on">
      <p>
        Tenantry presents each token to Xero and gets a new one in its place. A program that goes on
        refreshing the old ones breaks these sign-ins, and Tenantry breaks that program. Stop it
        first.
      </p>
      <StartForm
        importId={importId}
        label={`Import ${formatAmount(left, "sign-in")}`}
        isHandOver={false}
      />
    </Banner>
  )
}

function HandOverWarning({ importId, row }: { importId: string; row: ImportRowView }) {
  return (
    <Banner quiet tone="warning" title="This sign-in moves here for good">
      <p>
        Tenantry first asks {row.claimAddress} whether it is still available. From then on it
        belongs here, and cannot be taken back there.
      </p>
      <StartForm importId={importId} label="Import it" isHandOver />
    </Banner>
  )
}

function OwnerNeeded({ row }: { row: ImportRowView }) {
  return (
    <Banner quiet tone="info" title="An owner has to import this sign-in">
      To import it, Tenantry asks {row.claimAddress}, the address in the file. Only an owner can
      have it do that. Ask one to open this page within an hour.
    </Banner>
  )
}

/** The installation that it comes from does not answer. */
function OldInstallation({ found }: { found: ImportView }) {
  const row = found.rows.find((one) => one.lastTrouble === "old_installation")
  if (row === undefined || row.claimAddress === null) return null
  return (
    <Banner quiet tone="warning" title="The old installation does not answer">
      <p>
        Tenantry asks {row.claimAddress} again every few minutes, and sends nothing to Xero until it
        answers.
      </p>
      <UnaskedForm importId={found.id} address={row.claimAddress} />
    </Banner>
  )
}

function isHandOver({ source, outcome }: ImportRowView): boolean {
  return source === "hand_over" && outcome === null
}

function summaryOf({ startedAt, counts }: ImportView): string {
  const { all, left, connected, skipped, refused } = counts
  if (startedAt === null) {
    return `${formatAmount(all, "row")}: ${left} can be sent, ${skipped} cannot. Nothing was sent yet.`
  }
  const told = `${connected} connected, ${refused} not, ${skipped} not sent`
  return left === 0 ? `Done: ${told}.` : `${formatAmount(left, "row")} left. ${told}.`
}
