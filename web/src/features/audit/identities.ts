/** Whom the ids of the audit mean: told by the patient service, as far as the reader may know. */
import type { PatientIdentity } from "@pms/contracts/patients/identities";
import { queryOptions, useQueries } from "@tanstack/react-query";
import { call } from "../../lib/api.ts";

export type Identities = ReadonlyMap<string, PatientIdentity>;

/** As many as the service tells at once. */
const idsMax = 200;

async function identify(ids: readonly string[], signal?: AbortSignal): Promise<Identities> {
  const found = new Map<string, PatientIdentity>();
  for (let from = 0; from < ids.length; from += idsMax) {
    const body = { ids: ids.slice(from, from + idsMax) };
    const { data } = await call("POST", "/api/patients/identities", { body, ...(signal && { signal }) });
    for (const identity of data) found.set(identity.patientId, identity);
  }
  return found;
}

/** Each asking is an entry of the audit, so what is known is not asked for again. */
export function identitiesOf(ids: readonly (string | undefined)[]) {
  const asked = [...new Set(ids.filter((id) => id !== undefined))].toSorted();
  return queryOptions({
    queryKey: ["identities", asked],
    queryFn: ({ signal }) => identify(asked, signal),
    enabled: asked.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

/** Of pages of ids: what has been told of any of them. */
export function useIdentities(pages: readonly (readonly (string | undefined)[])[]): Identities {
  return useQueries({
    queries: pages.map(identitiesOf),
    combine: (answers) => new Map(answers.flatMap(({ data }) => [...(data ?? [])])),
  });
}

/** The record that a typed MRN names, within the reader's reach. */
export async function findByMrn(mrn: string): Promise<PatientIdentity | undefined> {
  return (await call("POST", "/api/patients/identities", { body: { mrn } })).data[0];
}
