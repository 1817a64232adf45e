import type { BillingState } from "@pms/contracts/patients/patient";
import type { Identifier } from "@pms/contracts/patients/record";
import { identifierKey, identifierKeys } from "@pms/contracts/text/identifiers";
import { isUniqueViolation } from "@pms/kit/db/errors";
import { type Queryable, run, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import type { Selectable } from "kysely";
import type { Patients } from "../../store/gen/tables.ts";
import { inScope } from "./scope.ts";

/**
 * A patient as an identifier leads to it. Out of the caller's reach nothing but that fact may be
 * told (AZ-3).
 */
export type IdentifierOwner = { id: string; mrn: string; billing: BillingState; inScope: boolean };
type OwnColumn = "id" | "mrn" | "billing_account_id";
/** `at` counts the identifiers asked for from 1. */
type Row = Pick<Selectable<Patients>, OwnColumn> & { at: number; pending: boolean; in_scope: boolean };

/**
 * Who has each of these identifiers, by `identifierKey`, but for one patient; nobody has those that
 * are not in the answer. Where an issuer is not known, it may be any.
 */
export async function findIdentifierOwners(
  on: Queryable,
  actor: Actor,
  identifiers: readonly Identifier[],
  exceptId: string | undefined,
): Promise<Map<string, IdentifierOwner>> {
  if (identifiers.length === 0) return new Map();
  const keys = identifiers.map(identifierKeys);
  const systems = keys.map(({ system_key }) => system_key);
  const values = keys.map(({ value_key }) => value_key);
  const issuers = keys.map(({ issuer_key }) => issuer_key);
  const rows = await run<Row>(
    on,
    statement(
      "find-identifier-owners",
    )`SELECT g.at::integer, p.id, p.mrn, p.billing_account_id, b.patient_id IS NOT NULL AS pending,
       ${inScope(actor)} AS in_scope
     FROM unnest(${systems}::text[], ${values}::text[], ${issuers}::text[])
       WITH ORDINALITY g(system_key, value_key, issuer_key, at)
     JOIN patient_identifiers i USING (system_key, value_key)
     JOIN patients p ON p.id = i.patient_id AND p.id IS DISTINCT FROM ${exceptId ?? null}::uuid
     LEFT JOIN pending_billing_accounts b ON b.patient_id = p.id
     WHERE i.issuer_key = g.issuer_key OR '' IN (i.issuer_key, g.issuer_key)
     -- Of ids that were found to be one the first comes last, and stands.
     ORDER BY i.twin DESC`,
  );
  const owners = rows.flatMap((row) => {
    const identifier = identifiers[row.at - 1];
    return identifier ? [[identifierKey(identifier), ownerOf(row)] as const] : [];
  });
  return new Map(owners);
}

/** Somebody else has stored one of the identifiers meanwhile. */
export function isIdentifierTaken(error: unknown): boolean {
  return ["patient_identifiers_unique", "patient_identifiers_key_unique"].some((name) =>
    isUniqueViolation(error, name),
  );
}

function ownerOf({ id, mrn, billing_account_id: accountId, pending, in_scope: inScope }: Row): IdentifierOwner {
  return { id, mrn, billing: { accountId, status: pending ? "pending" : "active" }, inScope };
}
