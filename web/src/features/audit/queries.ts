/** Reads of the audit. Each is an entry of its own, so nothing is read again by itself. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "../../lib/api.ts";
import type { queryOf } from "./filters.ts";

export type AuditQuery = ReturnType<typeof queryOf>;

const once = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false };
const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { page: { nextCursor: string | null } }) => last.page.nextCursor,
};

export function sittingsOf(asked: AuditQuery) {
  return infiniteQueryOptions({
    queryKey: ["audit", "sittings", asked],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/audit/sittings", { query: { ...asked, limit: 50, cursor: pageParam ?? undefined }, signal }),
    ...paged,
    ...once,
  });
}

export function eventsOf(id: string, asked: AuditQuery) {
  return infiniteQueryOptions({
    queryKey: ["audit", "events", id, asked],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/audit/sittings/{id}/events", {
        path: { id },
        query: { ...asked, limit: 100, cursor: pageParam ?? undefined },
        signal,
      }),
    ...paged,
    ...once,
  });
}

export function accessLogOf(id: string) {
  return infiniteQueryOptions({
    queryKey: ["audit", "access", id],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/patients/{id}/access-log", {
        path: { id },
        query: { limit: 50, cursor: pageParam ?? undefined },
        signal,
      }),
    ...paged,
    ...once,
    // Coming back to the page asks anew, for somebody may have looked meanwhile.
    gcTime: 0,
  });
}

/** So many of the staff can be picked by name; an organisation that has more asks by their ids. */
const pagesMax = 10;

export const staff = queryOptions({
  queryKey: ["audit", "actors"],
  queryFn: async ({ signal }) => {
    const names = new Map<string, string>();
    let cursor: string | undefined;
    for (let page = 0; page < pagesMax; page++) {
      const actors = await call("GET", "/api/audit/actors", { query: { limit: 200, cursor }, signal });
      for (const { id, name } of actors.data) if (name) names.set(id, name);
      if (!actors.page.nextCursor) break;
      cursor = actors.page.nextCursor;
    }
    return names;
  },
  ...once,
});
