/** The milliseconds within a UUIDv7: created_at is in the order of the ids. */
export function instantOf(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
