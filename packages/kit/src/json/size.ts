/**
 * How much a JSON text holds, told from one look at its characters: what is too much is refused
 * before anything is made of it.
 */

export type JsonBounds = { valuesMax: number; depthMax: number };

/**
 * What the text has too much of, if anything. It need not be JSON; brackets and commas within
 * strings do not count.
 */
export function findExcess(text: string, { valuesMax, depthMax }: JsonBounds): "values" | "depth" | undefined {
  let [values, depth] = [1, 0];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = endOfString(text, i);
    else if (code === 0x7b || code === 0x5b) {
      values += 1;
      depth += 1;
      if (depth > depthMax) return "depth";
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
    else if (code === 0x2c) values += 1;
    if (values > valuesMax) return "values";
  }
  return undefined;
}

/** Where the string that begins here ends; the end of the text when it does not. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return i;
    if (code === 0x5c) i += 1;
  }
  return text.length;
}

/** Whether more values than `max` are in this one, itself included. Stops counting there. */
export function holdsMoreThan(value: unknown, max: number): boolean {
  let left = max;
  const count = (inner: unknown): void => {
    left -= 1;
    if (typeof inner !== "object" || inner === null) return;
    for (const name in inner) {
      if (left < 0) return;
      count((inner as Record<string, unknown>)[name]);
    }
  };
  count(value);
  return left < 0;
}
