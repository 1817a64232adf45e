/** Digits of a phone number as they are compared; the number itself stays as it was typed. */

/** `+1 (555) 123-4567` and `555-123-4567` are the same number. Undefined when there are fewer than three digits. */
export function phoneDigits(text: string): string | undefined {
  const digits = text.replace(/\D/g, "").replace(/^1(\d{10})$/, "$1");
  return digits.length >= 3 ? digits : undefined;
}
