import { Badge } from "@/app/_ui/content/badge"
import { kindText, shutText, unusedText } from "@/app/_words/key-text"
import type { OperationOutput } from "@/lib/contract/operations"
import { DAMAGED } from "@/lib/damaged-values"
import { formatAmount, isolate, sentence } from "@/lib/format"

/** Each key with what hangs on it. */
export function KeyList({ keys, sealingKeyId, isJournalRead }: Read) {
  return (
    <ul className="grid gap-5">
      {keys.map((key) => (
        <li key={key.keyId} className="grid gap-1.5">
          <h3 className="flex flex-wrap items-center gap-2 font-medium">
            {key.keyId === DAMAGED ? null : <code className="break-all">{key.keyId}</code>}
            <Role keyIs={roleOf(key, sealingKeyId)} />
          </h3>
          <KeyFacts
            of={key}
            unused={unusedText(key.keyId, {
              isJournalRead,
              canGo: key.isHere && key.keyId !== sealingKeyId,
            })}
          />
        </li>
      ))}
    </ul>
  )
}

function KeyFacts({ of, unused }: { of: Key; unused: string }) {
  const { keyId, isHere, kinds, signIns, organisations } = of
  if (kinds.length === 0) return <p className="text-muted">{unused}</p>
  return (
    <>
      {isHere ? null : (
        <p className="text-danger">
          {shutText(keyId)}
          {signIns > 0
            ? sentence(
                ` ${keyId === DAMAGED ? "Reconnect" : "If it is lost, reconnect"} ${formatAmount(signIns, "sign-in")}: ${organisations.map(isolate).join(", ")}`,
              )
            : ""}
        </p>
      )}
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-muted text-sm">
        {kinds.map(({ kind, values }) => (
          <li key={kind}>
            {kindText(kind)}:{" "}
            <span className="text-ink tabular-nums">{values.toLocaleString("en")}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Role({ keyIs }: { keyIs: KeyIs }) {
  if (keyIs === "damaged") return <Badge tone="danger">Damaged</Badge>
  if (keyIs === "missing") return <Badge tone="danger">Missing</Badge>
  return keyIs === "seals" ? <Badge tone="ok">Seals</Badge> : <Badge>Opens only</Badge>
}

function roleOf({ keyId, isHere }: Key, sealingKeyId: string): KeyIs {
  if (keyId === DAMAGED) return "damaged"
  if (!isHere) return "missing"
  return keyId === sealingKeyId ? "seals" : "opens"
}

type KeyIs = "seals" | "opens" | "missing" | "damaged"
type Read = Pick<
  Extract<OperationOutput<"readKeys">, { kind: "keys" }>,
  "keys" | "sealingKeyId" | "isJournalRead"
>
export type Key = Read["keys"][number]
