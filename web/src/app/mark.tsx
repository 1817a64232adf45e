/** The product's mark: a wristband, as on the browser's tab. */
export function Mark() {
  return (
    <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="6" fill="var(--pms-mark, #23507a)" />
      <path d="M6 12h20v8H6z" fill="#fff" />
      <circle cx="6" cy="16" r="2.5" fill="#23507a" />
      <path d="M11 16h11" stroke="#23507a" strokeWidth="2" />
    </svg>
  );
}
