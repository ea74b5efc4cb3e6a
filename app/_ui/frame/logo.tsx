/** Two links of a chain: the mark of Tenantry, as in app/icon.svg. */
export function Logo({ className = "size-7" }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" fill="none" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent-solid" />
      <rect x="6.5" y="9" width="13" height="9" rx="4.5" stroke="#fff" strokeWidth="2.6" />
      <rect
        x="12.5"
        y="14"
        width="13"
        height="9"
        rx="4.5"
        stroke="#fff"
        strokeWidth="2.6"
        strokeOpacity=".72"
      />
    </svg>
  )
}
