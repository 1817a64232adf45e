import type { PatientRecord } from "./patient-record.ts";

/**
 * The instant that stands for the day of the first registration, never after the record was made.
 * 10:00 UTC lies on that day from UTC-10 to UTC+13:59.
 */
export function registeredAt({ registeredOn }: Pick<PatientRecord, "registeredOn">, createdAt: Date): Date {
  if (registeredOn === undefined) return createdAt;
  const stands = new Date(`${registeredOn}T10:00:00Z`);
  return stands < createdAt ? stands : createdAt;
}
