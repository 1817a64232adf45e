const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether PostgreSQL would take the text as a uuid, in the form in which it gives it back. */
export function isUuid(text: string): boolean {
  return pattern.test(text);
}
