/** Who belongs to a patient, who pays for them, and what they have agreed to. */
import { Type } from "typebox";
import { closed, LocalDate, partialDate } from "../http/common.ts";
import { personNamePattern } from "../text/patterns.ts";
import { writtenEmail, writtenText } from "../text/written.ts";
import { channels, subscriberRelationships } from "./codes.ts";
import { Period, PhoneNumber } from "./known-as.ts";

const ourPatient = (who: string) =>
  Type.Optional(Type.String({ format: "uuid", description: `Where ${who} is a patient too, one that you may see` }));
const flag = (description: string) => Type.Optional(Type.Boolean({ description }));

export const Contact = Type.Object(
  {
    name: writtenText(200, personNamePattern),
    relationship: writtenText(100),
    phoneNumber: Type.Optional(PhoneNumber),
    email: Type.Optional(writtenEmail()),
    guarantor: flag("Answers for the bill"),
    emergencyContact: flag("Called in an emergency"),
    nextOfKin: flag("Next of kin"),
    legalGuardian: flag("Decides for the patient"),
    patientId: ourPatient("the contact"),
    period: Type.Optional(Period),
  },
  closed,
);

export const Coverage = Type.Object(
  {
    payer: writtenText(200),
    memberId: Type.Optional(writtenText(100)),
    plan: Type.Optional(writtenText(200)),
    rank: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 9, description: "1 is asked first; no two of one time may have the same" }),
    ),
    groupNumber: Type.Optional(writtenText(100)),
    subscriberRelationship: Type.Optional(
      Type.Enum(subscriberRelationships, { description: "What the patient is to the subscriber" }),
    ),
    subscriber: Type.Optional(
      Type.Object(
        {
          name: Type.Optional(writtenText(200, personNamePattern)),
          dateOfBirth: Type.Optional(partialDate()),
          patientId: ourPatient("the subscriber"),
        },
        { ...closed, description: "Whose coverage it is, where that is somebody else" },
      ),
    ),
    period: Type.Optional(Period),
  },
  closed,
);

/** Kept when it is withdrawn: what held until then held. */
const Consent = Type.Object(
  {
    to: Type.String({ ...writtenText(100), description: "What was agreed to, such as `Text messages`" }),
    version: Type.Optional(Type.String({ ...writtenText(50), description: "Of the text that was agreed to" })),
    givenOn: LocalDate,
    givenBy: Type.Optional(Type.String({ ...writtenText(200), description: "The patient where it is left out" })),
    withdrawnOn: Type.Optional(LocalDate),
    withdrawnBy: Type.Optional(writtenText(200)),
  },
  closed,
);

const channelList = (description: string) =>
  Type.Array(Type.Enum(channels), { maxItems: channels.length, uniqueItems: true, description });

/** Fields of a record. */
export const agreementFields = {
  contactBy: channelList("How the patient wants to be reached, the favourite first"),
  doNotContactBy: channelList("How the patient must not be reached"),
  consents: Type.Array(Consent, { maxItems: 20 }),
};
