/** Reads of patients. */
import type { PatientSearch } from "@pms/contracts/patients/search";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "../lib/api.ts";

export const newestPatients = infiniteQueryOptions({
  queryKey: ["patients", "newest"],
  queryFn: ({ pageParam, signal }) =>
    call("GET", "/api/patients", {
      query: { limit: 50, sort: "-createdAt", cursor: pageParam ?? undefined },
      signal,
    }),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.page.nextCursor,
});

/** Rows of one search never move: they are fetched once per text. */
export function patientSearch(body: PatientSearch) {
  return queryOptions({
    queryKey: ["patients", "search", body],
    queryFn: ({ signal }) => call("POST", "/api/patients/search", { body, signal }),
    staleTime: 30_000,
    refetchOnWindowFocus: false,
    // One that failed is asked again as soon as the line is back.
    refetchOnReconnect: ({ state }) => state.status === "error" && "always",
  });
}

export function patientById(id: string) {
  return queryOptions({
    queryKey: ["patient", id],
    queryFn: ({ signal }) => call("GET", "/api/patients/{id}", { path: { id }, signal }),
    // The account of a patient just registered may follow a moment later.
    refetchInterval: ({ state }) => (state.data?.billing.status === "pending" ? 3_000 : false),
  });
}
