/** What an event says of who a patient is: codes alone, whatever a person may have written. */
import type { Demographics } from "@pms/contracts/gen/pms/events/v1/patient_events";
import type { PatientRecord } from "./patient-record.ts";

/** Undefined where nothing of it is recorded, as of most records that come from elsewhere. */
export function demographicsOf(record: PatientRecord): Demographics | undefined {
  const language = languageOf(record.preferredLanguage);
  const coded = [
    record.races,
    record.ethnicity,
    record.interpreterNeeded,
    record.incomeBand,
    record.housing,
    record.veteran,
    record.genderIdentity,
    record.sexualOrientation,
    record.sexAtBirth,
    record.maritalStatus,
  ];
  if (language === "" && coded.every((value) => value === undefined)) return undefined;
  return {
    races: [...(record.races ?? [])].sort(),
    ethnicity: record.ethnicity ?? "",
    language,
    interpreterNeeded: record.interpreterNeeded,
    incomeBand: record.incomeBand ?? "",
    housing: record.housing ?? "",
    veteran: record.veteran ?? "",
    genderIdentity: record.genderIdentity ?? "",
    sexualOrientation: record.sexualOrientation ?? "",
    sexAtBirth: record.sexAtBirth ?? "",
    maritalStatus: record.maritalStatus ?? "",
  };
}

const languages = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
const known = new Map<string, string>();

/** A tag's letters are a person's to write: what is no language stays behind. */
function languageOf(tag = ""): string {
  const code = tag.split("-")[0]?.toLowerCase() ?? "";
  if (!/^[a-z]{2,3}$/.test(code)) return "";
  const found = known.get(code) ?? (languages.of(code) === undefined ? "" : code);
  known.set(code, found);
  return found;
}
