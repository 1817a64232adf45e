/** An identifier of a unique system is one patient's: what is told when it is another's already. */

import type { Identifier } from "@pms/contracts/patients/record";
import { identifierKey } from "@pms/contracts/text/identifiers";
import type { Caller } from "@pms/kit/audit/caller";
import { invalidField, ProblemError } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";
import type { Deps } from "../deps.ts";
import { findIdentifierOwners, type IdentifierOwner } from "./store/find-identifier-owners.ts";

/** 409 with the pointer of the identifier, as far as it is known. */
export function identifierTaken(index?: number): ProblemError {
  const pointer = index === undefined ? "/identifiers" : `/identifiers/${index}`;
  const { message, errors = [] } = invalidField(pointer, "belongs to another patient");
  return new ProblemError("already-exists", message, { errors });
}

/** 409 when one that is unique is somebody's; `ownId` is whose they may be. */
export async function refuseKnownIdentifiers(
  deps: Pick<Deps, "database" | "identifierTypes">,
  { actor }: Caller,
  { identifiers = [], ownId }: { identifiers?: readonly Identifier[] | undefined; ownId?: string },
): Promise<void> {
  const owners = await findUniqueOwners(deps, actor, { identifiers, ownId });
  const index = identifiers.findIndex((identifier) => owners.has(identifierKey(identifier)));
  if (index >= 0) throw identifierTaken(index);
}

/**
 * Who has each of these, by `identifierKey`, but for `ownId`. Evidence is left out: whoever has it
 * too, nothing is refused for it.
 */
export function findUniqueOwners(
  { database, identifierTypes }: Pick<Deps, "database" | "identifierTypes">,
  actor: Actor,
  { identifiers, ownId }: { identifiers: readonly Identifier[]; ownId?: string | undefined },
): Promise<Map<string, IdentifierOwner>> {
  const unique = identifiers.filter((identifier) => !identifierTypes.isEvidence(identifier));
  return findIdentifierOwners(database.pool, actor, unique, ownId);
}
