/** What of a typed phone number counts, without knowing any country's plan of numbers. */
import { foldWriting } from "./text.ts";

/** Without `ext. 12`, `x12`, `;ext=12` or `#12` after the last digit of the number. */
export function withoutExtension(text: string): string {
  const found = /\d[\s,;(]*(?:extension|extn|ext\.?|x|#)[\s=:.]*\d{1,7}\)?\s*$/i.exec(text);
  return found ? text.slice(0, found.index + 1) : text;
}

/**
 * The number as it is dialled, in ASCII: no `tel:`, no extension, `00` as `+`, no `(0)` behind a
 * country code.
 */
export function dialledNumber(text: string): string {
  return withoutExtension(
    foldWriting(text)
      .replace(/^tel:\s*/i, "")
      .replace(/;(?:phone-context|isub)=[^;]*/gi, ""),
  )
    .replace(/^[^+\d]*(\+|00)[\s.-]*(?=\d)/, "+")
    .replace(/^(\+\s*\d{1,3}[\s.-]*)\(\s*0\s*\)/, "$1");
}
