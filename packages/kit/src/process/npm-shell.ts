/**
 * Stops this program when npm, which started it, is told to end: npm signals only the shell that it
 * runs scripts in, and all that the shell's child can see is that it has another parent.
 * @param stop may be called more than once
 */
export function stopWithNpm(stop: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  setInterval(() => process.ppid !== shell && stop(), 500).unref();
}
