/** What the typed days of a statement mean. */
import { t } from "../../i18n/i18n.ts";
import { parseExactDate } from "../../lib/parse-birth-date.ts";
import type { Reading } from "../../patient/form-values.ts";

export type PeriodDraft = { from: string; asOf: string };
export type PeriodProblems = Partial<Record<keyof PeriodDraft, string>>;
export type Period = { from?: string; asOf?: string };

/** A day left empty says nothing: all from the beginning, and until today at the clinic. */
export function readPeriod(draft: PeriodDraft, reading: Reading): { problems: PeriodProblems; period?: Period } {
  const read = (typed: string): { date?: string; problem?: string } =>
    typed.trim() === "" ? {} : parseExactDate(typed, reading.order, reading.today, "date");
  const [first, last] = [read(draft.from), read(draft.asOf)];
  const problems: PeriodProblems = {
    ...(first.problem !== undefined && { from: first.problem }),
    ...(last.problem !== undefined && { asOf: last.problem }),
  };
  if (Object.keys(problems).length > 0) return { problems };
  const period = { ...(first.date && { from: first.date }), ...(last.date && { asOf: last.date }) };
  if (first.date && first.date > (last.date ?? reading.today))
    return { problems: { from: t("Enter a day that is not after the last one") } };
  return { problems, period };
}
