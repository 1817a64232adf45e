/** How a registered patient compares with what is being typed, field by field. */
import type { Patient } from "@pms/contracts/patients";
import { formatIdentityDate } from "../../lib/local-date.ts";
import { type FormValues, type Reading, toPatientWrite } from "./form-values.ts";
import { sexWords } from "./patient-fields.ts";
import { foldName } from "./why-matched.ts";

export type Verdict = "same" | "close" | "differs";
export type Comparison = { label: string; theirs: string; verdict: Verdict };

function compareText(a: string, b: string): Verdict {
  const [one, other] = [foldName(a).trim(), foldName(b).trim()];
  if (one === other) return "same";
  return one.startsWith(other) || other.startsWith(one) || one.slice(0, 3) === other.slice(0, 3) ? "close" : "differs";
}

function compareDate(a: string, b: string): Verdict {
  if (a === b) return "same";
  return a.slice(0, 4) === b.slice(0, 4) || a.slice(5) === b.slice(5) ? "close" : "differs";
}

const digits = (phone: string) => phone.replaceAll(/\D/g, "");

/** Only fields that both have; `theirs` is the registered one, as shown. */
export function compareWithForm(patient: Patient, values: FormValues, reading: Reading): Comparison[] {
  const typed = toPatientWrite(values, reading);
  const row = <T extends string>(
    label: string,
    theirs: T | undefined,
    mine: T | undefined,
    compare: (a: T, b: T) => Verdict,
    show: (value: T) => string = String,
  ) => (theirs && mine ? [{ label, theirs: show(theirs), verdict: compare(theirs, mine) }] : []);
  const exact = (a: string, b: string): Verdict => (a === b ? "same" : "differs");
  return [
    ...row("Last name", patient.lastName, typed.lastName, compareText),
    ...row("First name", patient.firstName, typed.firstName, compareText),
    ...row("Birth date", patient.dateOfBirth, typed.dateOfBirth, compareDate, formatIdentityDate),
    ...row("Sex", patient.sex, typed.sex, exact, (sex) => sexWords[sex] ?? sex),
    ...row("Phone", patient.phoneNumber, typed.phoneNumber, (a, b) => exact(digits(a), digits(b))),
    ...row("City", patient.address?.city, typed.address?.city, compareText),
  ];
}
