/** A facility as its form holds it: the lines of its address as one text. */
import type { Facility, FacilityWrite } from "@pms/contracts/auth/facilities";

export type FacilityDraft = { name: string; address: string; phone: string; timeZone: string; active: boolean };

/** What is typed at first; of a new one in the time zone of whoever opens it. */
export function draftOf(facility: Facility | undefined, timeZone: string): FacilityDraft {
  if (!facility) return { name: "", address: "", phone: "", timeZone, active: true };
  const { name, addressLines, phoneNumber = "", active } = facility;
  return { name, address: addressLines.join("\n"), phone: phoneNumber, timeZone: facility.timeZone, active };
}

/** The lines that hold anything. */
export function linesOf(address: string): string[] {
  return address
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

export function writeOf({ name, address, phone, timeZone }: FacilityDraft): FacilityWrite {
  const addressLines = linesOf(address);
  const phoneNumber = phone.trim();
  return { name: name.trim(), addressLines, ...(phoneNumber && { phoneNumber }), timeZone };
}
