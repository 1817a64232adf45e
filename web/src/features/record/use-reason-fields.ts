import { queryOptions, useQuery } from "@tanstack/react-query";
import { call } from "../../lib/api.ts";
import { useMay } from "../../session/session.ts";

const reasonFields = queryOptions({
  queryKey: ["reason-fields"],
  queryFn: ({ signal }) => call("GET", "/api/patients/reason-fields", { signal }),
  // The clinic's setting: it changes with a restart.
  staleTime: 600_000,
});

/** JSON pointers of the fields whose change is asked a reason for; none until they are known. */
export function useReasonFields(): readonly string[] {
  const { data } = useQuery({ ...reasonFields, enabled: useMay()("patient:write") });
  return data?.pointers ?? [];
}

/** @param pointers of what was known before and is changed: what only becomes known is asked nothing */
export function isReasonAsked(pointers: readonly string[], reasonFields: readonly string[]): boolean {
  return pointers.some((pointer) => reasonFields.some((field) => pointer === field || pointer.startsWith(`${field}/`)));
}
