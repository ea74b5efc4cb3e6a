/** Whether the browser asks ahead of a click: that must not use a code up. */
export function isPrefetch(headers: Headers): boolean {
  return ["sec-purpose", "purpose"].some((name) =>
    headers.get(name)?.toLowerCase().includes("prefetch"),
  )
}
