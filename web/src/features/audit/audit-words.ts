/** The audit log's codes as words. */

/** `user.accept-invitation` → `User: accept invitation`. */
export function describeAction(code: string): string {
  const [about = "", does] = code.replaceAll(/[-_]/g, " ").split(".");
  const subject = about.charAt(0).toUpperCase() + about.slice(1);
  return does ? `${subject}: ${does}` : subject;
}
