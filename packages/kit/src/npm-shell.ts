/**
 * What npm started learns that npm was told to end: npm hands a signal on to its shell, which ends and tells nobody. That
 * the shell is gone is all that is seen of it here.
 *
 * @param stop called when it is; may be called more than once
 */
export function stopWithNpm(stop: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  setInterval(() => process.ppid !== shell && stop(), 500).unref();
}
