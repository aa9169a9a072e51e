/** The mark: a line of backstitches, each going back over the one before. */
export function Stitches({ width = 24 }: { width?: number }) {
  return (
    <svg
      viewBox="0 0 32 20"
      width={width}
      height={(width * 20) / 32}
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      aria-hidden
    >
      <path d="M2.5 14.5h5M13.5 14.5h5M24.5 14.5h5" strokeWidth="3" />
      <path d="M7.5 13C9 3.5 16 3.5 17.5 12M18.5 13C20 3.5 27 3.5 28.5 12" strokeWidth="1.7" />
    </svg>
  );
}
