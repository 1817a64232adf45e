import { ProblemError } from "@pms/kit/problem/problem";
import { isUuid } from "@pms/kit/validation/uuid";

/** The UUID in lower case, as PostgreSQL gives it. 400 (INVALID_ARGUMENT) when it is none. */
export function requireUuid(text: string, field: string): string {
  const id = text.toLowerCase();
  if (!isUuid(id)) throw new ProblemError("invalid", `${field} must be a UUID.`);
  return id;
}
