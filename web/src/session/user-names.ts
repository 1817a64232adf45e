import { queryOptions, useQuery } from "@tanstack/react-query";
import { call } from "../lib/api.ts";
import { useMay } from "./session.ts";

/** So many colleagues are told by name; an organisation that has more sees the ids of the others. */
const pagesMax = 10;

const userNames = queryOptions({
  queryKey: ["staff", "names"],
  queryFn: async ({ signal }) => {
    const names = new Map<string, string>();
    let cursor: string | undefined;
    for (let page = 0; page < pagesMax; page++) {
      const staff = await call("GET", "/api/auth/staff", { query: { limit: 200, cursor }, signal });
      for (const { id, firstName, lastName } of staff.data) names.set(id, `${firstName} ${lastName}`);
      if (!staff.page.nextCursor) break;
      cursor = staff.page.nextCursor;
    }
    return names;
  },
  // Each reading of the users is an entry of the audit log.
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
});

/** The names of colleagues, for the staff; nobody's for the others. */
export function useUserNames(): ReadonlyMap<string, string> | undefined {
  return useQuery({ ...userNames, enabled: useMay()("staff:read") }).data;
}
