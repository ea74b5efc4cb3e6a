/** Why nothing changed, under what was pressed; null where there is no problem. */
export function Problem({ text }: { text: string | null }) {
  if (text === null) return null
  return (
    <p role="alert" className="text-[0.8125rem] text-danger">
      {text}
    </p>
  )
}
