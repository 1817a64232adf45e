import type { Identifier } from "@pms/contracts/patients";
import { type Queryable, queryNamed } from "@pms/kit/db";

/** Whose each identifier is, in the order given; undefined for one that nobody has. */
export async function findPatientsByIdentifiers(
  on: Queryable,
  identifiers: readonly Identifier[],
): Promise<(string | undefined)[]> {
  const rows = await queryNamed<{ patient_id: string | null }>(
    on,
    "find-patients-by-identifiers",
    `SELECT i.patient_id FROM unnest($1::text[], $2::text[]) WITH ORDINALITY g(system, value, position)
     LEFT JOIN patient_identifiers i ON i.system = g.system AND i.value = g.value ORDER BY g.position`,
    [identifiers.map(({ system }) => system), identifiers.map(({ value }) => value)],
  );
  return rows.map(({ patient_id }) => patient_id ?? undefined);
}
