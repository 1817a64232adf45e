/**
 * Further names, phones, e-mails and addresses of a patient: those beside the flat fields, which
 * hold the usual name and what is used first.
 */
import { type Static, Type } from "typebox";
import { closed, partialDate } from "../http/common.ts";
import { personNamePattern, phonePattern } from "../text/patterns.ts";
import { writtenEmail, writtenText } from "../text/written.ts";
import { addressUses, emailUses, nameUses, phoneUses } from "./codes.ts";

export const PersonName = writtenText(100, personNamePattern);
export const PhoneNumber = writtenText(50, phonePattern);

/** Both ends are included; either may be open, and as little of it known as a year. */
export const Period = Type.Object(
  { start: Type.Optional(partialDate()), end: Type.Optional(partialDate()) },
  { ...closed, description: "From when until when; both included, either may be left out" },
);
export type Period = Static<typeof Period>;
const period = Type.Optional(Period);

export const addressLines = {
  street: Type.Optional(writtenText(200)),
  city: Type.Optional(writtenText(100)),
  state: Type.Optional(writtenText(100)),
  zipCode: Type.Optional(writtenText(20)),
  country: Type.Optional(writtenText(100)),
};
export const Address = Type.Object(addressLines, closed);
export type Address = Static<typeof Address>;

const OtherName = Type.Object(
  {
    use: Type.Enum(nameUses),
    namePrefix: Type.Optional(PersonName),
    firstName: Type.Optional(PersonName),
    middleName: Type.Optional(PersonName),
    lastName: Type.Optional(PersonName),
    nameSuffix: Type.Optional(PersonName),
    period,
  },
  closed,
);
export type OtherName = Static<typeof OtherName>;

const OtherPhone = Type.Object({ number: PhoneNumber, use: Type.Optional(Type.Enum(phoneUses)), period }, closed);
const OtherEmail = Type.Object({ address: writtenEmail(), use: Type.Optional(Type.Enum(emailUses)), period }, closed);
const OtherAddress = Type.Object({ ...addressLines, use: Type.Optional(Type.Enum(addressUses)), period }, closed);

const beside = (flat: string, what: string) =>
  `${what} beside ${flat}, which stays the one that is used first; in the order in which they are to be tried`;

/** Fields of a record. */
export const knownAsFields = {
  names: Type.Array(OtherName, {
    maxItems: 10,
    description:
      "Other names, each with a first, middle or last name: the usual one stands in firstName, middleName and lastName, the last name at birth in maidenName. The patient is found by all of them",
  }),
  phoneUse: Type.Enum(phoneUses, { description: "What phoneNumber is" }),
  phones: Type.Array(OtherPhone, { maxItems: 10, description: beside("phoneNumber", "Phone numbers") }),
  emailUse: Type.Enum(emailUses, { description: "What email is" }),
  emails: Type.Array(OtherEmail, { maxItems: 10, description: beside("email", "E-mail addresses") }),
  addresses: Type.Array(OtherAddress, { maxItems: 10, description: beside("address", "Addresses") }),
};
