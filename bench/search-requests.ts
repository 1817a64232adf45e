/** Searches as people type them, of patients with the names of a census, stored in a running system. */
import { openDatabase } from "@pms/kit/db/database";
import type { LocalSystem } from "../local/src/start-system.ts";
import type { LoadRequest } from "./load.ts";
import { errorKinds } from "./search-errors.ts";
import { pick, readLists, seeded } from "./search-names.ts";
import { loadSearched, type Person } from "./search-patients.ts";

/** Stores the patients, once per process. */
async function storePeople(system: LocalSystem, count: number): Promise<Person[]> {
  const url = new URL(system.infrastructure.superuserUrl);
  url.pathname = "/pms_patient";
  const database = openDatabase({
    url: url.href,
    maxConnections: 2,
    applicationName: "bench",
    statementTimeoutMs: 600_000,
  });
  try {
    return await loadSearched(database.pool, readLists(), count);
  } finally {
    await database.close();
  }
}

export const searchOf = (authorization: string, body: object): LoadRequest => ({
  method: "POST",
  path: "/api/patients/search",
  headers: { authorization, "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** Stores patients and answers what makes the next search: every kind of error in turn. */
export async function searchRequests(system: LocalSystem, count: number) {
  const people = await storePeople(system, count);
  const kinds = Object.values(errorKinds(readLists()));
  const random = seeded(42);
  const next = (): object => pick(kinds, random)(pick(people, random), random) ?? next();
  return Object.assign((authorization: string) => searchOf(authorization, next()), {
    people,
    /** The texts that stand in the box while somebody types two names. */
    typing(): string[] {
      const { firstName, lastName } = pick(people, random);
      const text = `${firstName} ${lastName}`.toLowerCase();
      return Array.from({ length: text.length - 1 }, (_, at) => text.slice(0, at + 2));
    },
  });
}
