/** An identifier is one patient's: what is told when it is somebody else's already. */

import type { Identifier } from "@pms/contracts/patients/record";
import { identifierKey } from "@pms/contracts/text/identifiers";
import type { Caller } from "@pms/kit/audit/caller";
import { invalidField, ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { findIdentifierOwners } from "./store/find-identifier-owners.ts";

/** 409 with the pointer of the identifier, as far as it is known. */
export function identifierTaken(index?: number): ProblemError {
  const pointer = index === undefined ? "/identifiers" : `/identifiers/${index}`;
  const { message, errors = [] } = invalidField(pointer, "belongs to another patient");
  return new ProblemError("already-exists", message, { errors });
}

/** 409 when one of them is somebody's; `ownId` is whose they may be. */
export async function refuseKnownIdentifiers(
  { database }: Pick<Deps, "database">,
  { actor }: Caller,
  { identifiers = [], ownId }: { identifiers?: readonly Identifier[] | undefined; ownId?: string },
): Promise<void> {
  const owners = await findIdentifierOwners(database.pool, actor, identifiers);
  const index = identifiers.findIndex((identifier) => {
    const owner = owners.get(identifierKey(identifier));
    return owner !== undefined && owner.id !== ownId;
  });
  if (index >= 0) throw identifierTaken(index);
}
