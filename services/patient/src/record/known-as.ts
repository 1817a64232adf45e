/** All by which a patient is known, for searching and matching: one reading of the record. */
import type { Address, OtherName } from "@pms/contracts/patients/known-as";
import type { PatientWrite } from "@pms/contracts/patients/record";
import { firstDayOf, lastDayOf } from "@pms/contracts/text/partial-dates";

type NamePart = "namePrefix" | "firstName" | "middleName" | "lastName" | "nameSuffix";

/** Of each kind the one that is used first stands first; a field that is not known is left out. */
export type KnownAs = {
  names: ({ use: OtherName["use"] } & { [Part in NamePart]?: string | undefined })[];
  phones: { number: string; use?: string | undefined }[];
  emails: { address: string; use?: string | undefined }[];
  addresses: (Address & { use?: string | undefined })[];
  /** As written, and the days that it may mean: one, where the day is known. */
  birth: { written: string; from: string; to: string } | undefined;
};

/** The name at birth is a former name, with the first name of today. */
export function knownAs(record: PatientWrite): KnownAs {
  const { dateOfBirth, address, phones = [], emails = [], addresses = [] } = record;
  const { phoneNumber, phoneUse, email, emailUse } = record;
  return {
    names: namesOf(record),
    phones: [...(phoneNumber === undefined ? [] : [{ number: phoneNumber, use: phoneUse }]), ...phones],
    emails: [...(email === undefined ? [] : [{ address: email, use: emailUse }]), ...emails],
    addresses: [...(address === undefined ? [] : [address]), ...addresses],
    birth:
      dateOfBirth === undefined
        ? undefined
        : { written: dateOfBirth, from: firstDayOf(dateOfBirth), to: lastDayOf(dateOfBirth) },
  };
}

function namesOf({ firstName, middleName, lastName, maidenName, names = [] }: PatientWrite): KnownAs["names"] {
  const usual = { firstName, middleName, lastName };
  const isNamed = Object.values(usual).some((part) => part !== undefined);
  return [
    ...(isNamed ? [{ use: "usual" as const, ...usual }] : []),
    ...(maidenName === undefined ? [] : [{ use: "former" as const, ...usual, lastName: maidenName }]),
    ...names,
  ];
}
