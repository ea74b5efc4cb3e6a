import { Badge } from "@/app/_ui/content/badge"
import { kindText, unusedText } from "@/app/_words/key-text"
import type { OperationOutput } from "@/lib/contract/operations"
import { formatAmount, isolate, sentence } from "@/lib/format"

/** Each key with what hangs on it. */
export function KeyList({ keys, sealingKeyId, isJournalRead }: Read) {
  return (
    <ul className="grid gap-5">
      {keys.map((key) => (
        <li key={key.keyId} className="grid gap-1.5">
          <h3 className="flex flex-wrap items-center gap-2 font-medium">
            <code className="break-all">{key.keyId}</code>
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
  const { isHere, kinds, signIns, organisations } = of
  if (kinds.length === 0) return <p className="text-muted">{unused}</p>
  return (
    <>
      {isHere ? null : (
        <p className="text-danger">
          It is not in VAULT_KEYS, or another key has its id there, so this cannot be opened. Put it
          back and restart Tenantry.
          {signIns > 0
            ? sentence(
                ` If it is lost, reconnect ${formatAmount(signIns, "sign-in")}: ${organisations.map(isolate).join(", ")}`,
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

function Role({ keyIs }: { keyIs: "seals" | "opens" | "missing" }) {
  if (keyIs === "missing") return <Badge tone="danger">Missing</Badge>
  return keyIs === "seals" ? <Badge tone="ok">Seals</Badge> : <Badge>Opens only</Badge>
}

function roleOf({ keyId, isHere }: Key, sealingKeyId: string): "seals" | "opens" | "missing" {
  if (!isHere) return "missing"
  return keyId === sealingKeyId ? "seals" : "opens"
}

type Read = Pick<
  Extract<OperationOutput<"readKeys">, { kind: "keys" }>,
  "keys" | "sealingKeyId" | "isJournalRead"
>
export type Key = Read["keys"][number]
