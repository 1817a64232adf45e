import { queryOptions, useQuery } from "@tanstack/react-query";
import { call } from "../lib/api.ts";
import { useMay } from "./session.ts";

/** So many users are told by name; an organisation that has more sees the ids of the others. */
const pagesMax = 10;

const userNames = queryOptions({
  queryKey: ["users", "names"],
  queryFn: async ({ signal }) => {
    const names = new Map<string, string>();
    let cursor: string | undefined;
    for (let page = 0; page < pagesMax; page++) {
      const users = await call("GET", "/api/users", { query: { limit: 200, cursor }, signal });
      for (const { id, firstName, lastName } of users.data) names.set(id, `${firstName} ${lastName}`);
      if (!users.page.nextCursor) break;
      cursor = users.page.nextCursor;
    }
    return names;
  },
  // Each reading of the users is an entry of the audit log.
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
});

/** The names of the users, for whoever may list them; nobody's for the others. */
export function useUserNames(): ReadonlyMap<string, string> | undefined {
  return useQuery({ ...userNames, enabled: useMay()("user:manage") }).data;
}
