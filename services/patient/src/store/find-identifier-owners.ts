import type { BillingState, Identifier } from "@pms/contracts/patients";
import type { Actor } from "@pms/kit/access";
import { type Queryable, queryNamed } from "@pms/kit/db";
import { parameters, scopeForm, scopePredicate } from "./scope.ts";

/** A patient as an identifier leads to it. Out of the caller's reach nothing but that fact may be told (AZ-3). */
export type IdentifierOwner = { id: string; mrn: string; billing: BillingState; inScope: boolean };
type Row = {
  system: string;
  value: string;
  id: string;
  mrn: string;
  account_id: string;
  pending: boolean;
  seen: boolean;
};

/** Who has each of these identifiers, by `identifierKey`; nobody has those that are not in the answer. */
export async function findIdentifierOwners(
  on: Queryable,
  actor: Actor,
  identifiers: readonly Identifier[],
): Promise<Map<string, IdentifierOwner>> {
  if (identifiers.length === 0) return new Map();
  const bound = parameters(
    identifiers.map(({ system }) => system),
    identifiers.map(({ value }) => value),
  );
  const rows = await queryNamed<Row>(
    on,
    `find-identifier-owners-${scopeForm(actor)}`,
    `SELECT i.system, i.value, p.id, p.mrn, p.billing_account_id AS account_id, b.patient_id IS NOT NULL AS pending,
       ${scopePredicate(actor, bound)} AS seen
     FROM unnest($1::text[], $2::text[]) g(system, value)
     JOIN patient_identifiers i USING (system, value)
     JOIN patients p ON p.id = i.patient_id
     LEFT JOIN pending_billing_accounts b ON b.patient_id = p.id`,
    bound.values,
  );
  return new Map(rows.map((row) => [identifierKey(row), ownerOf(row)]));
}

export function identifierKey({ system, value }: Identifier): string {
  return JSON.stringify([system, value]);
}

function ownerOf({ id, mrn, account_id: accountId, pending, seen }: Row): IdentifierOwner {
  return { id, mrn, billing: { accountId, status: pending ? "pending" : "active" }, inScope: seen };
}
