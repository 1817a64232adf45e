import { isUuid } from "@pms/kit/http/lower-case-ids";
import { ProblemError } from "@pms/kit/http/problem";

/** The UUID in lower case, as PostgreSQL gives it. 400 (INVALID_ARGUMENT) when it is none. */
export function requireUuid(text: string, field: string): string {
  const id = text.toLowerCase();
  if (!isUuid(id)) throw new ProblemError("invalid", `${field} must be a UUID.`);
  return id;
}
