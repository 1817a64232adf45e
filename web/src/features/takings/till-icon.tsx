/** A drawer that stands open, on the grid of the other icons. */
export function TillIcon({ size = 16 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M3.5 7V2.500h9V7M1.500 7h13v6.500h-13zM6 10.250h4" />
    </svg>
  );
}
