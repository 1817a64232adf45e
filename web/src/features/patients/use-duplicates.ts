/** Who is registered already and may be whoever is being typed, asked of the matching while one types. */
import { useDebouncedValue } from "@mantine/hooks";
import type { MatchCandidate, MatchRequest } from "@pms/contracts/patients/matching";
import { isRegisteredAlready } from "@pms/contracts/patients/registered-already";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../../lib/api.ts";
import { type FormValues, type Reading, toPatientWrite } from "../../patient/form-values.ts";

export type Candidate = MatchCandidate & { strong: boolean };

const shownMax = 5;
/** A doubt that no matching could resolve. */
export const unchecked = "unchecked";

const compared = [
  "lastName",
  "firstName",
  "middleName",
  "dateOfBirth",
  "dateOfBirthEstimated",
  "sex",
  "phoneNumber",
  "email",
  "address",
] as const satisfies readonly (keyof MatchRequest)[];

/**
 * What to ask for, once a name is typed and something that tells namesakes apart; undefined before.
 * Half a date and half an identifier are left out.
 */
export function describedIn(values: FormValues, reading: Reading): MatchRequest | undefined {
  const typed = toPatientWrite(values, reading);
  const identifiers = (typed.identifiers ?? []).filter(({ system, value }) => system && value);
  const asked: MatchRequest = { limit: shownMax };
  for (const name of compared) if (typed[name] !== undefined) Object.assign(asked, { [name]: typed[name] });
  if (identifiers.length > 0) asked.identifiers = identifiers;
  const isNamed = asked.lastName !== undefined || asked.firstName !== undefined;
  const tells = [asked.dateOfBirth, asked.phoneNumber, asked.email, asked.identifiers, asked.address?.street];
  return isNamed && tells.some((each) => each !== undefined) ? asked : undefined;
}

export function candidatesOf(found: readonly MatchCandidate[], asked: MatchRequest): Candidate[] {
  return found.map((each) => ({ ...each, strong: isRegisteredAlready(each, asked) }));
}

/** Whom the person is to be told from, whatever their order; `""`: nobody. */
export function doubtOf(candidates: readonly Candidate[]): string {
  const strong = candidates.filter(({ strong }) => strong).map(({ patient }) => patient.id);
  return strong.sort().join();
}

function matching(body: MatchRequest) {
  return queryOptions({
    queryKey: ["patients", "match", body],
    queryFn: ({ signal }) => call("POST", "/api/patients/match", { body, signal }),
    staleTime: 30_000,
    refetchOnWindowFocus: false,
    // One that failed is asked again as soon as the line is back.
    refetchOnReconnect: ({ state }) => state.status === "error" && "always",
  });
}

/**
 * Patients who may be the one being registered, and the doubt that is left to whoever registers:
 * the ids of those who are very likely the same, or `unchecked`. `resolveDoubt` waits for what is
 * known of what is typed at that moment.
 */
export function useDuplicates(values: FormValues, reading: Reading) {
  const client = useQueryClient();
  const now = describedIn(values, reading);
  const [asked] = useDebouncedValue(JSON.stringify(now ?? null), 300);
  const body = JSON.parse(asked) as MatchRequest | null;
  const query = useQuery({ ...matching(body ?? {}), enabled: body !== null });
  const isShown = now !== undefined && body !== null;
  const candidates = isShown ? candidatesOf(query.data?.candidates ?? [], body) : [];
  async function resolveDoubt(): Promise<string> {
    if (!now) return "";
    try {
      // Whoever was registered a moment ago counts as well.
      const { candidates: found } = await client.fetchQuery({ ...matching(now), staleTime: 0 });
      return doubtOf(candidatesOf(found, now));
    } catch {
      return unchecked;
    }
  }
  return { candidates, doubt: isShown && query.isError ? unchecked : doubtOf(candidates), resolveDoubt };
}
