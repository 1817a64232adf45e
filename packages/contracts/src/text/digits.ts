/** Digits of every script as those of ASCII: `٣`, `३` and `３` are 3. */

const others = /(?![0-9])\p{Nd}/gu;
const isDigit = (code: number) => /^\p{Nd}$/u.test(String.fromCodePoint(code));
const known = new Map<string, string>();

export function foldDigits(text: string): string {
  return text.replace(others, (digit) => {
    const value = known.get(digit) ?? digitOf(digit);
    known.set(digit, value);
    return value;
  });
}

/** Unicode keeps decimal digits in runs of ten that begin with zero. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (isDigit(start - 1)) start -= 1;
  return String((code - start) % 10);
}
