import { trimText } from "@pms/contracts/text/text";
import { ProblemError } from "@pms/kit/problem/problem";

/** How e-mails are compared. */
export function emailKeyOf(email: string): string {
  return trimText(email).normalize("NFKC").toLowerCase();
}

export function emailTaken(): ProblemError {
  return new ProblemError("already-exists", "There is a user with this e-mail.");
}
