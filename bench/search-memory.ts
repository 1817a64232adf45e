/** A directory of made-up patients without a database: what a search itself does, and nothing beside it. */
import { allNameWords, sortName } from "@pms/contracts/text/names";
import { actorWith } from "@pms/kit/testing/actor";
import { createDirectory, type Directory, settle, takeUp } from "../services/patient/src/directory/directory.ts";
import type { ListedPatient } from "../services/patient/src/directory/store/read-listed.ts";
import { searchForPatients } from "../services/patient/src/search/search-for-patients.ts";
import { type Lists, seeded } from "./search-names.ts";
import { makePatient, type Person } from "./search-patients.ts";

type Made = ReturnType<typeof makePatient>;

const batchSize = 1_000;
const dayMs = 86_400_000;

/** As the service reads them; the digits of phones as they are, which spares half of the time. */
function listed(patient: Made): ListedPatient {
  return {
    id: patient.id,
    mrn: patient.mrn,
    status: patient.status,
    facility_id: patient.facilityId,
    birth_day: Date.parse(patient.dateOfBirth ?? "") / dayMs,
    name_words: allNameWords(patient),
    sort_name: sortName(patient),
    phones: [`1${patient.phoneNumber?.replace(/\D/g, "")}`],
    streets: [patient.address?.street ?? ""],
    changed_in: "1",
  };
}

export const cpuMs = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
};

/** @returns the people, their directory, and the CPU seconds and megabytes that it took */
export function fillDirectory(lists: Lists, count: number) {
  const random = seeded(20_261_130);
  const people: Person[] = [];
  const rows = new Map<string, object>();
  const directory = createDirectory(count);
  const before = process.memoryUsage().arrayBuffers;
  let cpu = 0;
  const counted = (work: () => void) => {
    const since = process.cpuUsage();
    work();
    cpu += cpuMs(since);
  };
  while (people.length < count) {
    const made = Array.from({ length: Math.min(batchSize, count - people.length) }, (_, at) =>
      makePatient(lists, people.length + at, random),
    );
    for (const { id, firstName = "", middleName, lastName = "", dateOfBirth = "" } of made)
      people.push({ id, firstName, middleName, lastName, dateOfBirth });
    // A million documents would be two gigabytes: any patient's will do for what the others cost.
    for (const patient of made.slice(0, rows.size < 200_000 ? batchSize : 0)) rows.set(patient.id, rowOf(patient));
    const patients = made.map(listed);
    counted(() => takeUp(directory, patients));
  }
  counted(() => settle(directory));
  return {
    people,
    rows,
    directory,
    cpuSeconds: cpu / 1_000,
    megabytes: (process.memoryUsage().arrayBuffers - before) / 1e6,
  };
}

function rowOf(patient: Made): object {
  const { id, facilityId: facility_id } = patient;
  return { id, facility_id, document: JSON.stringify(patient), billing_pending: false, survivor_id: null };
}

/** Asks as the service does; the rows come from memory, and nothing is audited. @returns ids, best first */
export function askOf(directory: Directory, rows: ReadonlyMap<string, object>) {
  const [any] = rows.values();
  const pool = {
    query: async ({ values }: { values: [string[]] }) => ({
      rows: values[0].map((id) => rows.get(id) ?? { ...any, id }),
    }),
  };
  const deps = {
    database: { pool },
    directory: { current: async () => directory, isLoaded: () => true },
    phoneCountry: "US",
    audit: { record() {} },
  };
  const caller = { actor: actorWith(), audit: {} };
  return async (query: object): Promise<string[]> => {
    const { hits } = await searchForPatients(deps as never, caller as never, query as never);
    return hits.map(({ row }) => row.id);
  };
}
