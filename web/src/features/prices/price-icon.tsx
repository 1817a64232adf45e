/** A label on a string, on the grid of the other icons. */
export function PriceIcon({ size = 16 }: { size?: number }) {
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
      <path d="M2 2.500h5.500l6.500 6.500-5 5L2.500 8zM5.250 5.500v.1" />
    </svg>
  );
}
