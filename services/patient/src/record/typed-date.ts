/** Birth dates as people type them into a search box. */

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthName = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
const forms: [RegExp, (first: string, second: string, third: string) => string | undefined][] = [
  [/(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/, (year, month, day) => dateOf(year, month, day)],
  // As in the United States, month first.
  [/(?<!\d)(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/, (month, day, year) => dateOf(year, month, day)],
  [
    new RegExp(`(?<!\\d)(\\d{1,2})\\.?\\s+${monthName},?\\s+(\\d{4})(?!\\d)`, "i"),
    (day, name, year) => named(year, name, day),
  ],
  [
    new RegExp(`(?<!\\p{L})${monthName}\\s+(\\d{1,2}),?\\s+(\\d{4})(?!\\d)`, "iu"),
    (name, day, year) => named(year, name, day),
  ],
];

/**
 * The first date within the text, and the text without it. `date` is undefined when what is there looks like a date and
 * is none, such as 2/30/1990.
 */
export function findTypedDate(text: string): { date: string | undefined; rest: string } | undefined {
  for (const [form, read] of forms) {
    const found = form.exec(text);
    if (!found) continue;
    const [whole, first = "", second = "", third = ""] = found;
    return {
      date: read(first, second, third),
      rest: `${text.slice(0, found.index)} ${text.slice(found.index + whole.length)}`,
    };
  }
  return undefined;
}

const named = (year: string, name: string, day: string) =>
  dateOf(year, String(months.indexOf(name.toLowerCase().slice(0, 3)) + 1), day);

function dateOf(year: string, month: string, day: string): string | undefined {
  const text = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${text}T00:00:00Z`);
  return Number(year) > 0 && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}
