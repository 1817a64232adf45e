/** In what somebody who is registered agrees with what is being typed, field by field, in words. */
import type { MatchCandidate } from "@pms/contracts/patients/matching";
import type { Patient } from "@pms/contracts/patients/patient";
import { t } from "../../i18n/i18n.ts";
import { formatIdentityDate } from "../../lib/local-date.ts";
import type { Verdict } from "../../patient/grade-words.ts";
import { sexWords } from "../../patient/sex-words.ts";

/** `theirs` is the registered one, as shown. */
export type Agreement = { field: string; label: string; theirs: string; verdict: Verdict };

const showBirth = ({ dateOfBirth, dateOfBirthEstimated }: Patient) => {
  if (!dateOfBirth) return undefined;
  if (dateOfBirthEstimated) return t("about {date}", { date: dateOfBirth.slice(0, 4) });
  return formatIdentityDate(dateOfBirth);
};

const shown: Record<string, { label: string; of: (patient: Patient) => string | undefined }> = {
  lastName: { label: t("Last name"), of: ({ lastName }) => lastName },
  firstName: { label: t("First name"), of: ({ firstName }) => firstName },
  middleName: { label: t("Middle name"), of: ({ middleName }) => middleName },
  dateOfBirth: { label: t("Birth date"), of: showBirth },
  sex: { label: t("Sex"), of: ({ sex }) => sex && (sexWords[sex] ?? sex) },
  identifiers: {
    label: t("Identifiers"),
    of: ({ identifiers = [] }) => identifiers.map(({ system, value }) => `${system} ${value}`).join(", "),
  },
  phoneNumber: { label: t("Phone"), of: ({ phoneNumber }) => phoneNumber },
  email: { label: t("E-mail"), of: ({ email }) => email },
  street: { label: t("Street"), of: ({ address }) => address?.street },
  place: { label: t("City"), of: ({ address }) => address?.city ?? address?.zipCode },
};

/** Only fields that both have, in the order in which they are read. */
export function agreementOf({ patient, fields }: Pick<MatchCandidate, "patient" | "fields">): Agreement[] {
  const verdicts = new Map(fields.map(({ field, outcome }) => [field, outcome]));
  return Object.entries(shown).flatMap(([field, { label, of }]) => {
    const [verdict, theirs] = [verdicts.get(field), of(patient)];
    return verdict && verdict !== "missing" && theirs ? [{ field, label, theirs, verdict }] : [];
  });
}
