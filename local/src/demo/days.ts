const dayMs = 86_400_000;

/** `YYYY-MM-DD` of that many days before. */
export function dayBefore(until: Date, days: number): string {
  return new Date(until.getTime() - days * dayMs).toISOString().slice(0, 10);
}

/** `YYYY-MM-DD` of that many days after a date of the same form. */
export function dayAfter(date: string, days: number): string {
  return dayBefore(new Date(date), -days);
}
