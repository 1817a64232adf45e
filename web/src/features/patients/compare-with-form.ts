/** How a registered patient compares with what is being typed, field by field. */

import type { Patient } from "@pms/contracts/patients/patient";
import type { PatientWrite } from "@pms/contracts/patients/record";
import { queryWords } from "@pms/contracts/text/names";
import { samePhone } from "@pms/contracts/text/phone-digits";
import { t } from "../../i18n/i18n.ts";
import { formatIdentityDate } from "../../lib/local-date.ts";
import { type FormValues, type Reading, toPatientWrite } from "../../patient/form-values.ts";
import { sexWords } from "../../patient/sex-words.ts";

export type Verdict = "same" | "close" | "differs";
export type Comparison = { field: string; label: string; theirs: string; verdict: Verdict };

function compareText(a: string, b: string): Verdict {
  const [one, other] = [queryWords(a).join(""), queryWords(b).join("")];
  if (one === other) return "same";
  return one.startsWith(other) || other.startsWith(one) || one.slice(0, 3) === other.slice(0, 3) ? "close" : "differs";
}

type Born = { date: string; estimated: boolean };

/** An estimate says the year only. */
function compareBirth(a: Born, b: Born): Verdict {
  // A year or a month alone is all that is known of the date.
  if (a.date.startsWith(b.date) || b.date.startsWith(a.date)) return "same";
  if ((a.estimated || b.estimated) && a.date.slice(0, 4) === b.date.slice(0, 4)) return "same";
  return compareDate(a.date, b.date);
}

function compareDate(a: string, b: string): Verdict {
  return a.slice(0, 4) === b.slice(0, 4) || a.slice(5) === b.slice(5) ? "close" : "differs";
}

function bornOf({ dateOfBirth, dateOfBirthEstimated }: Pick<PatientWrite, "dateOfBirth" | "dateOfBirthEstimated">) {
  return dateOfBirth ? { date: dateOfBirth, estimated: dateOfBirthEstimated ?? false } : undefined;
}

const showBirth = ({ date, estimated }: Born) =>
  estimated ? t("about {date}", { date: date.slice(0, 4) }) : formatIdentityDate(date);

/** Only fields that both have; `theirs` is the registered one, as shown. */
export function compareWithForm(patient: Patient, values: FormValues, reading: Reading): Comparison[] {
  const typed = toPatientWrite(values, reading);
  const row = <T extends string | Born>(
    [field, label]: readonly [string, string],
    theirs: T | undefined,
    mine: T | undefined,
    compare: (a: T, b: T) => Verdict,
    show: (value: T) => string = String,
  ) => (theirs && mine ? [{ field, label, theirs: show(theirs), verdict: compare(theirs, mine) }] : []);
  const exact = (a: string, b: string): Verdict => (a === b ? "same" : "differs");
  return [
    ...row(["lastName", t("Last name")], patient.lastName, typed.lastName, compareText),
    ...row(["firstName", t("First name")], patient.firstName, typed.firstName, compareText),
    ...row(["dateOfBirth", t("Birth date")], bornOf(patient), bornOf(typed), compareBirth, showBirth),
    ...row(["sex", t("Sex")], patient.sex, typed.sex, exact, (sex) => sexWords[sex] ?? sex),
    ...row(["phoneNumber", t("Phone")], patient.phoneNumber, typed.phoneNumber, (a, b) =>
      samePhone(a, b) ? "same" : "differs",
    ),
    ...row(["city", t("City")], patient.address?.city, typed.address?.city, compareText),
  ];
}
