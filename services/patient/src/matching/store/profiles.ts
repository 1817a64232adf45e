/** What of each patient is compared, derived from the record once and kept beside it. */
import { type Queryable, run, statement } from "@pms/kit/db/statement";
import { blockingKeys } from "../blocking.ts";
import type { Comparable } from "../comparable.ts";

/** Another number where the profiles or keys are derived by another rule. */
const rule = 1;

export type Profile = { patientId: string; version: number; profile: Comparable };

/** Those of the patients that are compared at all. */
export async function findProfiles(on: Queryable, ids: readonly string[]): Promise<Map<string, Comparable>> {
  const rows = await run<{ patient_id: string; profile: Comparable }>(
    on,
    statement("find-match-profiles")`SELECT patient_id, profile FROM match_profiles
      WHERE patient_id = ANY ((SELECT ${ids}::uuid[])::uuid[])`,
  );
  return new Map(rows.map(({ patient_id: id, profile }) => [id, profile]));
}

/** Which of them have a profile of this version, by today's rule. */
export async function findCurrent(
  on: Queryable,
  patients: readonly { id: string; version: number }[],
): Promise<Set<string>> {
  const rows = await run<{ patient_id: string }>(
    on,
    statement("current-match-profiles")`SELECT m.patient_id FROM match_profiles m
      JOIN unnest(${patients.map(({ id }) => id)}::uuid[], ${patients.map(({ version }) => version)}::integer[])
        g(id, version) ON g.id = m.patient_id AND g.version <= m.version
      WHERE m.rule = ${rule}`,
  );
  return new Set(rows.map(({ patient_id: id }) => id));
}

/** Replaces profiles and keys, in the caller's transaction; an older version never wins. */
export async function storeProfiles(tx: Queryable, profiles: readonly Profile[]): Promise<void> {
  const rows = profiles
    .map(({ patientId, version, profile }) => ({ id: patientId, version, profile, keys: blockingKeys(profile) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  await run(
    tx,
    statement("store-match-profiles")`WITH given AS MATERIALIZED (
        SELECT g.id, g.version, g.profile,
          ARRAY(SELECT DISTINCT hashtextextended(k, 0) FROM unnest(g.keys) k) AS keys
        FROM json_to_recordset(${JSON.stringify(rows)}::json) g(id uuid, version integer, profile jsonb, keys text[])
      ), before AS MATERIALIZED (
        SELECT m.patient_id, m.version, m.keys FROM match_profiles m JOIN given g ON g.id = m.patient_id FOR UPDATE OF m
      ), stored AS (
        INSERT INTO match_profiles AS m (patient_id, version, rule, profile, keys)
        SELECT id, version, ${rule}, profile, keys FROM given
        ON CONFLICT (patient_id) DO UPDATE SET version = excluded.version, rule = excluded.rule,
          profile = excluded.profile, keys = excluded.keys
        WHERE m.version <= excluded.version
        RETURNING m.patient_id, m.keys
      ), gone AS (
        DELETE FROM match_keys d USING before b, stored s, unnest(b.keys) k
        WHERE b.patient_id = s.patient_id AND d.patient_id = b.patient_id AND d.key = k AND k <> ALL (s.keys)
      )
      INSERT INTO match_keys (key, patient_id) SELECT k, s.patient_id FROM stored s, unnest(s.keys) k
      ON CONFLICT DO NOTHING`,
  );
}

/** Nobody is compared with these any more. */
export async function dropProfiles(tx: Queryable, ids: readonly string[]): Promise<void> {
  await run(
    tx,
    statement("drop-match-profiles")`WITH gone AS (
        DELETE FROM match_profiles WHERE patient_id = ANY (${ids}::uuid[]) RETURNING patient_id, keys
      )
      DELETE FROM match_keys d USING gone g, unnest(g.keys) k WHERE d.key = k AND d.patient_id = g.patient_id`,
  );
}

type Terms = { given: string[]; surnames: string[]; place: string | null };

/** How many there are, and names and place of up to `countMax` of them taken at random. */
export async function sampleTerms(on: Queryable, countMax: number): Promise<{ count: number; terms: Terms[] }> {
  const [known] = await run<{ count: number }>(
    on,
    statement("count-match-profiles")`SELECT CASE WHEN reltuples < 20000 THEN (SELECT count(*) FROM match_profiles)
      ELSE reltuples END::integer AS count FROM pg_class WHERE oid = 'match_profiles'::regclass`,
  );
  const count = known?.count ?? 0;
  const share = Math.min(100, count === 0 ? 100 : (countMax / count) * 100);
  const terms = await run<Terms>(
    on,
    statement("sample-terms")`SELECT profile -> 'given' AS given, profile -> 'surnames' AS surnames,
        coalesce(profile ->> 'zip', profile ->> 'city') AS place
      FROM match_profiles TABLESAMPLE SYSTEM (${share}) LIMIT ${countMax}`,
  );
  return { count, terms };
}

/** Up to `countMax` of them, taken at random. */
export async function sampleProfiles(on: Queryable, countMax: number): Promise<Comparable[]> {
  const rows = await run<{ profile: Comparable }>(
    on,
    statement("sample-profiles")`SELECT profile FROM match_profiles ORDER BY hashtextextended(patient_id::text, 1)
      LIMIT ${countMax}`,
  );
  return rows.map(({ profile }) => profile);
}
