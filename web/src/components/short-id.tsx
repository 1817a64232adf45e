/** An id by its last digits; the whole of it for whoever points at it or copies it. */
import type { ClipboardEvent } from "react";

/**
 * The last six digits of a UUID: its first ones are the time, alike for neighbours. Names stay as
 * they are.
 */
function shortened(id: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id) ? `…${id.slice(-6)}` : id;
}

export function ShortId({ value }: { value: string }) {
  function copyWhole(event: ClipboardEvent) {
    event.clipboardData.setData("text/plain", value);
    event.preventDefault();
  }
  return (
    <span title={value} style={{ fontFamily: "var(--mantine-font-family-monospace)" }} onCopy={copyWhole}>
      {shortened(value)}
    </span>
  );
}
