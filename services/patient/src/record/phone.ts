/** Digits of a phone number as they are compared; the number itself stays as it was typed. */

/**
 * `+1 (555) 123-4567` and `555-123-4567` are the same number, and so are `+44 (0)20 7946 0999 ext. 12` and `0044 20 7946 0999`.
 * Undefined when there are fewer than three digits. What is stored is derived by the same rule: a change of it needs a migration.
 */
export function phoneDigits(text: string): string | undefined {
  const digits = withoutExtension(text.normalize("NFKC").trim())
    .replace(/^00/, "+")
    // Dialled within the country only.
    .replace(/^(\+\s*\d{1,3}\s*)\(\s*0\s*\)/, "$1")
    .replace(/^\+1/, "")
    .replace(/\D/g, "")
    .replace(/^1(\d{10})$/, "$1");
  return digits.length >= 3 ? digits : undefined;
}

/** Without `ext. 12`, `x12` or `#12` after the last digit of the number. */
export function withoutExtension(text: string): string {
  return text.replace(/(?<=\d)[\s,;(]*(?:extension|ext\.?|x|#)\s*\d+\)?\s*$/i, "");
}
