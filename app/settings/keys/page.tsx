import { Card } from "@/app/_ui/content/card"
import { Problem } from "@/app/_ui/content/problem"
import { DateTimeOf } from "@/app/_ui/content/time"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { SoonRefresh } from "@/app/_ui/frame/soon-refresh"
import { JOURNAL_UNREAD, KEYS_OBSTACLES } from "@/app/_words/key-text"
import { PauseReseal, StartReseal } from "@/app/settings/keys/components"
import { KeyList } from "@/app/settings/keys/key-list"
import { titled } from "@/app/titled"
import type { OperationOutput } from "@/lib/contract/operations"
import { formatAmount } from "@/lib/format"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"

export const generateMetadata = titled("Keys", { role: "owner" })

export default async function KeysPage() {
  const owner = await requireMember("owner")
  const read = await askKeeper("readKeys", owner, {})
  return (
    <>
      <PageHeader title="Keys" hint="Stored secrets are sealed with the vault keys." />
      {read.kind === "keys" ? <Keys read={read} /> : <Problem text={KEYS_OBSTACLES[read.kind]} />}
    </>
  )
}

function Keys({ read: { keys, sealingKeyId, isJournalRead, reseal } }: { read: Read }) {
  const isOld = keys.some((one) => one.isHere && one.keyId !== sealingKeyId && one.kinds.length > 0)
  // One that was begun for another key goes on once that key is in front again.
  const isRunning = reseal?.finishedAt === null && reseal.keyId === sealingKeyId
  return (
    <>
      <Card
        title="Vault keys"
        hint="VAULT_KEYS names them: the first seals, all open. Retire one in four steps: docs/operations.md, “Retire a vault key”."
      >
        <KeyList keys={keys} sealingKeyId={sealingKeyId} isJournalRead={isJournalRead} />
        <Problem text={isJournalRead ? null : JOURNAL_UNREAD} />
      </Card>
      {isOld || reseal !== null ? (
        <Card title={`Seal everything with ${sealingKeyId}`}>
          <div className="grid gap-3">
            {reseal === null ? null : <Progress reseal={reseal} isRunning={isRunning} />}
            {isRunning ? <PauseReseal isPaused={reseal.isPaused} /> : null}
            {isOld && !isRunning ? <StartReseal keyId={sealingKeyId} /> : null}
          </div>
        </Card>
      ) : null}
    </>
  )
}

function Progress({
  reseal,
  isRunning,
}: {
  reseal: NonNullable<Read["reseal"]>
  isRunning: boolean
}) {
  const { keyId, done, shut, isPaused, startedAt, finishedAt } = reseal
  const left = shut > 0 ? ` No key here opens ${formatAmount(shut, "value")}.` : ""
  if (finishedAt !== null) {
    return (
      <p>
        Done <DateTimeOf at={finishedAt} />: {formatAmount(done, "value")} sealed with {keyId}.
        {left}
      </p>
    )
  }
  if (!isRunning) {
    return (
      <p>
        Sealing with {keyId} stopped when another key came first: {formatAmount(done, "value")} so
        far.{left}
      </p>
    )
  }
  return (
    <p>
      {isPaused ? "Paused" : "At work"} since <DateTimeOf at={startedAt} />:{" "}
      {formatAmount(done, "value")} so far.{left}
      {isPaused ? null : <SoonRefresh />}
    </p>
  )
}

type Read = Extract<OperationOutput<"readKeys">, { kind: "keys" }>
