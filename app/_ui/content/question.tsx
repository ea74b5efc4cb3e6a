import { Name } from "@/app/_ui/content/name"

/** "Remove Maple Florist?": the heading of a dialog that asks before it does something to what bears a name. */
export function Question({ verb, name }: { verb: string; name: string }) {
  return (
    <>
      {verb} <Name>{name}</Name>?
    </>
  )
}
