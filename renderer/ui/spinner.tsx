/** Something is under way. `label` says what. */
export function Spinner({ label = 'Loading', size = 16 }: { label?: string; size?: number }) {
  return (
    <output aria-label={label} className="inline-flex text-muted">
      <svg width={size} height={size} viewBox="0 0 16 16" fill="none" className="animate-spin">
        <circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="2" opacity="0.25" />
        <path d="M14 8a6 6 0 0 0-6-6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      </svg>
    </output>
  );
}
