/** The next word with this letter after the chosen one: `c` goes from cash to card to check. */
export function nextByLetter<Value extends string>(
  words: Readonly<Record<Value, string>>,
  chosen: string | undefined,
  letter: string,
): Value | undefined {
  const values = Object.keys(words) as Value[];
  const fitting = values.filter((value) => words[value].toLowerCase().startsWith(letter.toLowerCase()));
  return fitting[(fitting.indexOf(chosen as Value) + 1) % fitting.length];
}
