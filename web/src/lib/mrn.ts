/** Medical record numbers: nine digits, the last a Damm check digit; grouped for reading only. */

const damm = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
];

/** `100488173` → `1004 8817-3`; anything else stays as it is. */
export function formatMrn(mrn: string): string {
  return /^\d{9}$/.test(mrn) ? `${mrn.slice(0, 4)} ${mrn.slice(4, 8)}-${mrn.slice(8)}` : mrn;
}

/** The nine digits of a typed MRN, grouped or not, when its check digit is right. */
export function parseMrn(text: string): string | undefined {
  const digits = text.replaceAll(/[\s-]/g, "");
  if (!/^\d{9}$/.test(digits)) return undefined;
  const check = [...digits].reduce((interim, digit) => Number(damm[interim]?.[Number(digit)]), 0);
  return check === 0 ? digits : undefined;
}
