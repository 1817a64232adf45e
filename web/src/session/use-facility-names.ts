import { useMe } from "./session.ts";

/** The names of the facilities that the reader works at, by id. */
export function useFacilityNames(): ReadonlyMap<string, string> {
  return new Map(useMe().facilities.map(({ id, name }) => [id, name]));
}
