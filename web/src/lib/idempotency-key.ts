/** The same body keeps its Idempotency-Key, so that sending it again can have no second effect (REL-4). */

const last = new Map<string, { fingerprint: string; key: string }>();

/** The key for this body of this form: a changed body gets a new one. It outlives the page that shows the form. */
export function idempotencyKey(form: string, body: unknown): string {
  const fingerprint = JSON.stringify(body) ?? "";
  const known = last.get(form);
  if (known?.fingerprint === fingerprint) return known.key;
  const key = crypto.randomUUID();
  last.set(form, { fingerprint, key });
  return key;
}

/** After the answer is known: the next post of an equal body is meant as another one. */
export function forgetKey(form: string): void {
  last.delete(form);
}
