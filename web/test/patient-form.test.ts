import assert from "node:assert/strict";
import { test } from "node:test";
import type { Patient } from "@pms/contracts/patients/patient";
import { fullRecord } from "../../services/patient/test/support/full-record.ts";
import { languageName, languageOptions } from "../src/lib/languages.ts";
import { rowCount, toForm, toPatientWrite } from "../src/patient/form-values.ts";
import { conflictsOf, mergeForms, toPatch } from "../src/patient/patient-patch.ts";
import { validatePatient } from "../src/patient/validate-patient.ts";

const reading = { order: "month-first", today: "2026-11-23" } as const;
const patient: Patient = {
  id: "0193a1b2-0000-7000-8000-000000000001",
  mrn: "100488173",
  status: "active",
  facilityId: "0193a1b2-0000-7000-8000-00000000000f",
  version: 3,
  createdAt: "2026-11-01T10:00:00Z",
  updatedAt: "2026-11-01T10:00:00Z",
  billing: { status: "active" },
  firstName: "Ana María",
  lastName: "Ruiz Ortega",
  dateOfBirth: "1961-03-04",
  sex: "female",
  address: { street: "1 Main St", city: "Los Angeles" },
  contacts: [{ name: "Luis Ruiz", relationship: "Son", guarantor: true }],
  coverages: [{ payer: "Acme Health", rank: 1 }],
};

test("a form gives back the record that it was made from", () => {
  const write = toPatientWrite(toForm(patient), reading);
  const { id, mrn, status, version, createdAt, updatedAt, billing, ...rest } = patient;
  assert.deepEqual(write, rest);
  assert.equal(toPatch(toForm(patient), toForm(patient), reading), undefined);
  assert.ok(id && mrn && status && version && createdAt && updatedAt && billing);
});

test("a record of which every field is filled goes through the form and loses nothing", () => {
  const { dateOfBirthEstimated, ...full } = fullRecord;
  const deep = { ...patient, ...full } as Patient;
  const write = toPatientWrite(toForm(deep), reading);
  // What says nothing stays behind: an unset flag, an open period.
  const told = JSON.parse(JSON.stringify(full).replace(',"period":{}', "").replace('"legalGuardian":false,', ""));
  assert.deepEqual(write, { ...told, facilityId: patient.facilityId });
  assert.deepEqual(validatePatient(toForm(deep), reading), []);
  const edited = {
    ...toForm(deep),
    "/races": "declined",
    "/interpreterNeeded": "false",
    "/names/0/period/end": "3/2020",
  };
  assert.deepEqual(toPatch(toForm(deep), edited, reading), {
    races: ["declined"],
    interpreterNeeded: false,
    names: [{ ...full.names[0], period: { end: "2020-03" } }, ...full.names.slice(1)],
  });
});

test("what is wrong in a list is told at its row", () => {
  const values = {
    ...toForm(patient),
    "/names/0/lastName": "Vega",
    "/emails/0/address": "nobody",
    "/consents/0/to": "Texts",
    "/consents/0/givenOn": "soon",
    "/coverages/0/period/end": "13/13/2020",
  };
  assert.deepEqual(
    validatePatient(values, reading).map(({ pointer }) => pointer),
    [...["/names/0/use", "/emails/0/address", "/consents/0/givenOn", "/coverages/0/period/end"]],
  );
});

test("a patch holds what changed and nothing else; an emptied field becomes null", () => {
  const form = toForm(patient);
  const edited = { ...form, "/phoneNumber": "555-123-4567", "/address/city": " ", "/contacts/0/phoneNumber": "5" };
  assert.deepEqual(toPatch(form, edited, reading), {
    phoneNumber: "555-123-4567",
    address: { city: null },
    contacts: [{ name: "Luis Ruiz", relationship: "Son", guarantor: true, phoneNumber: "5" }],
  });
});

test("an estimated birth date is sent as such, and a corrected one no longer", () => {
  assert.deepEqual(toPatientWrite({ "/dateOfBirth": "~65" }, reading), {
    dateOfBirth: "1961-01-01",
    dateOfBirthEstimated: true,
  });
  const estimated = toForm({ ...patient, dateOfBirth: "1961-01-01", dateOfBirthEstimated: true });
  assert.deepEqual(toPatch(estimated, { ...estimated, "/dateOfBirth": "3/4/1961" }, reading), {
    dateOfBirth: "1961-03-04",
    dateOfBirthEstimated: null,
  });
});

test("names and birth date are required unless the patient is unidentified", () => {
  const pointers = validatePatient({}, reading).map((error) => error.pointer);
  assert.deepEqual(pointers, ["/lastName", "/firstName", "/dateOfBirth"]);
  assert.deepEqual(validatePatient({ "/unidentified": "true" }, reading), []);
});

test("a date of death is exact, and not before the birth", () => {
  const died = (text: string) =>
    validatePatient({ ...toForm(patient), "/deceasedDate": text }, reading).map((error) => error.pointer);
  assert.deepEqual(died("1/2/2026"), []);
  for (const text of ["~2020", "3/3/1961", "11/24/2026"]) assert.deepEqual(died(text), ["/deceasedDate"], text);
});

test("a contact that was begun must be finished; an empty row is no contact", () => {
  const known = { "/lastName": "Ruiz", "/firstName": "Ana", "/dateOfBirth": "~65" };
  assert.deepEqual(
    validatePatient({ ...known, "/contacts/0/name": "Luis", "/contacts/1/name": " " }, reading).map((e) => e.pointer),
    ["/contacts/0/relationship"],
  );
  assert.equal(rowCount({ "/contacts/1/name": "x" }, "contacts"), 2);
});

test("an e-mail address is checked before it is sent, in plain words", () => {
  const found = (pointer: string, text: string) =>
    validatePatient({ ...toForm(patient), [pointer]: text }, reading).filter((error) => error.pointer === pointer);
  for (const pointer of ["/email", "/contacts/0/email"]) {
    assert.equal(found(pointer, "luis").length, 1, pointer);
    assert.deepEqual(found(pointer, " luis@clinic.example "), [], pointer);
  }
});

test("a language is chosen by its name and kept as its code, also one that is rarely asked about", () => {
  assert.equal(languageName("es", "en"), "Spanish");
  assert.equal(languageName("pt-BR", "en"), "Brazilian Portuguese");
  assert.equal(languageName("not a code", "en"), "not a code");
  const offered = languageOptions("gd", "en");
  assert.deepEqual(
    offered.find(({ value }) => value === "gd"),
    { value: "gd", label: "Scottish Gaelic" },
  );
  assert.equal(new Set(offered.map(({ label }) => label)).size, offered.length);
});

test("an identifier is its system and its number, or nothing", () => {
  const half = { ...toForm(patient), "/identifiers/0/system": "ssn" };
  assert.deepEqual(
    validatePatient(half, reading).map(({ pointer }) => pointer),
    ["/identifiers/0/value"],
  );
});

test("two editors: only fields that both changed are asked about, the rest is merged", () => {
  const base = toForm(patient);
  const yours = { ...base, "/phoneNumber": "1", "/address/city": "Pasadena" };
  const theirs = { ...base, "/phoneNumber": "2", "/email": "a@example.com" };
  assert.deepEqual(conflictsOf(base, yours, theirs), [{ pointer: "/phoneNumber", yours: "1", theirs: "2" }]);
  const merged = mergeForms(base, yours, theirs, new Set(["/phoneNumber"]));
  assert.equal(merged["/phoneNumber"], "2");
  assert.equal(merged["/address/city"], "Pasadena");
  assert.equal(merged["/email"], "a@example.com");
});

test("two editors of one list: it is yours or theirs as a whole, so that nobody gets another one’s phone (REL-5)", () => {
  const base = toForm({ ...patient, contacts: [{ name: "Luis Ruiz", relationship: "Son" }] });
  const yours = { ...base, "/contacts/0/phoneNumber": "555-1" };
  // They took Luis out and put Eva in, who has his place now.
  const theirs = toForm({ ...patient, contacts: [{ name: "Eva Gil", relationship: "Sister", guarantor: true }] });
  assert.deepEqual(conflictsOf(base, yours, theirs), [
    { pointer: "/contacts", yours: "Luis Ruiz, Son, 555-1", theirs: "Eva Gil, Sister, guarantor" },
  ]);
  const contactsOf = (keepTheirs: string[]) =>
    toPatientWrite(mergeForms(base, yours, theirs, new Set(keepTheirs)), reading).contacts;
  assert.deepEqual(contactsOf([]), [{ name: "Luis Ruiz", relationship: "Son", phoneNumber: "555-1" }]);
  assert.deepEqual(contactsOf(["/contacts"]), [{ name: "Eva Gil", relationship: "Sister", guarantor: true }]);
});

test("a list that only one side changed is theirs or yours without asking", () => {
  const base = toForm(patient);
  const shorter = toForm({ ...patient, coverages: [] });
  const edited = { ...base, "/email": "a@example.com" };
  assert.deepEqual(conflictsOf(base, edited, shorter), []);
  assert.equal(toPatientWrite(mergeForms(base, edited, shorter, new Set()), reading).coverages, undefined);
  const merged = toPatientWrite(mergeForms(base, { ...base, "/coverages/0/plan": "Gold" }, edited, new Set()), reading);
  assert.deepEqual(merged.coverages, [{ payer: "Acme Health", rank: 1, plan: "Gold" }]);
  assert.equal(merged.email, "a@example.com");
});
