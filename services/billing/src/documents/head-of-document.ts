/** Who sends a document and whom it goes to: asked of auth and of the patient service. */
import type { Addressee, Letterhead } from "@pms/contracts/billing/documents";
import type { Addressee as KnownAddressee } from "@pms/contracts/gen/pms/patient/v1/patient";
import type { Caller } from "@pms/kit/audit/caller";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";

export type DocumentHead = { letterhead: Letterhead; addressee: Addressee; preferredLanguage: string };

/** 503 while one of them can't be told. */
export async function readHead(
  { facilities, addressees }: Pick<Deps, "facilities" | "addressees">,
  caller: Caller,
  { facilityId, patientId }: { facilityId: string; patientId: string },
): Promise<DocumentHead> {
  const [facility, addressee] = await Promise.all([facilities.find(facilityId), addressees.get(caller, patientId)]);
  if (!facility)
    throw new ProblemError("unavailable", "The facility is not known yet.", { headers: { "retry-after": "2" } });
  const { name, addressLines, phoneNumber, timeZone } = facility;
  const letterhead = { facilityId, name, addressLines, ...(phoneNumber && { phoneNumber }), timeZone };
  return { letterhead, addressee: addresseeOf(addressee), preferredLanguage: addressee.preferredLanguage };
}

/** Names and lines in the order in which an envelope has them; what is not known is left out. */
export function addresseeOf(known: KnownAddressee): Addressee {
  const { patientId, mrn, firstName, middleName, lastName, nameSuffix, dateOfBirth } = known;
  const { street, city, state, zipCode, country } = known;
  const spaced = (...parts: string[]) => parts.filter(Boolean).join(" ");
  const town = [city, spaced(state, zipCode)].filter(Boolean).join(", ");
  return {
    patientId,
    mrn,
    name: spaced(firstName, middleName, lastName, nameSuffix),
    ...(dateOfBirth && { dateOfBirth }),
    addressLines: [street, town, country].filter(Boolean),
  };
}
