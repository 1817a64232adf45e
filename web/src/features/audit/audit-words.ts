/** The audit log's codes as words. */

/** `user.accept-invitation` → `User: accept invitation`. */
export function describeAction(code: string): string {
  const [about = "", does] = code.replaceAll(/[-_]/g, " ").split(".");
  const subject = about.charAt(0).toUpperCase() + about.slice(1);
  return does ? `${subject}: ${does}` : subject;
}

/** The last six digits of a UUID: its first ones are the time, alike for neighbours. Names stay as they are. */
export function shortId(id: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id) ? `…${id.slice(-6)}` : id;
}
