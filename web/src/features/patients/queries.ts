/** Reads of patients. */
import type { Patient, PatientHitList, PatientList, PatientSearch } from "@pms/contracts/patients";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Static } from "typebox";
import { call } from "../../lib/api.ts";

export type PatientPage = Static<typeof PatientList>;
export type HitPage = Static<typeof PatientHitList>;

export const newestPatients = infiniteQueryOptions({
  queryKey: ["patients", "newest"],
  queryFn: ({ pageParam, signal }) =>
    call<PatientPage>("GET", "/api/patients", {
      query: { limit: 50, sort: "-createdAt", cursor: pageParam ?? undefined },
      signal,
    }),
  initialPageParam: null as string | null,
  getNextPageParam: (last: PatientPage) => last.page.nextCursor,
});

/** Rows of one search never move: they are fetched once per text. */
export function patientSearch(body: PatientSearch) {
  return queryOptions({
    queryKey: ["patients", "search", body],
    queryFn: ({ signal }) => call<HitPage>("POST", "/api/patients/search", { body, signal }),
    staleTime: 30_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export function patientById(id: string) {
  return queryOptions({
    queryKey: ["patient", id],
    queryFn: ({ signal }) => call<Patient>("GET", `/api/patients/${id}`, { signal }),
    // The account of a patient just registered may follow a moment later.
    refetchInterval: ({ state }) => (state.data?.billing.status === "pending" ? 3_000 : false),
  });
}
