/**
 * What a password must be (NIST SP 800-63B-4): long, not a common one, not made of the names of the
 * user, the organisation or the product. Never calls out (PW-2).
 */
import { type PersonRole, seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import { invalidField } from "@pms/kit/problem/problem";
import type { UserRow } from "../store/tables.ts";
import { isCommonPassword, isDressedWord, isTwoCommonPasswords } from "./common-passwords.ts";
import { lettersAndDigits, readingsOf } from "./look-alikes.ts";

const lengthMax = 256;
const lengthMin = 12;
/** Staff reach many records; without a second factor their password must carry more. */
const lengthMinStaff = 15;
const productWords = ["patient", "management", "clinic", "hospital", "password", "pms"];
/** Of a facility's name they say nothing: "The Clinic of St. Ann". */
const fillers = new Set(["the", "and", "for", "der", "die", "das", "und", "les", "des", "las", "los"]);
/**
 * What must be left of a password without the words that anyone would try first; a digit counts
 * half.
 */
const ownLettersMin = 8;

export type PasswordOwner = {
  email: string;
  firstName: string;
  lastName: string;
  roles: readonly PersonRole[];
  /** Names of the facilities. */
  organisation: readonly string[];
};

export function passwordOwnerOf(
  user: Pick<UserRow, "email" | "first_name" | "last_name" | "roles">,
  organisation: readonly string[],
): PasswordOwner {
  const { email, first_name: firstName, last_name: lastName, roles } = user;
  return { email, firstName, lastName, roles, organisation };
}

/** Throws 400 with the reason. */
export function requireGoodPassword(password: string, owner: PasswordOwner, pointer = "/password"): void {
  const reason = weaknessOf(password, owner);
  if (reason) throw invalidField(pointer, reason);
}

/** Why this password is refused for this user; undefined when it is good. */
export function weaknessOf(password: string, owner: PasswordOwner): string | undefined {
  const normalized = password.normalize("NFKC");
  const length = [...normalized].length;
  const min = seesOwnRecordOnly(owner.roles) ? lengthMin : lengthMinStaff;
  if (length < min) return `must have at least ${min} characters; several words in a row are easy to remember`;
  if (length > lengthMax) return `must have at most ${lengthMax} characters`;
  if (isCommonPassword(normalized)) return "is too common: it is among the first that an attacker tries";
  const own = ownWords(owner);
  if (isMadeOf(own, normalized)) return "must not be made of your name or your e-mail";
  const organisation = organisationWords(owner);
  if (isMadeOf([...own, ...organisation], normalized)) return "must not be made of the organisation's name";
  if (isMadeOf([...own, ...organisation, ...productWords], normalized))
    return `must not be made of words that anyone would try here, such as ${productWords.join(", ")}`;
  if (isTwoCommonPasswords(normalized)) return "is too common: it is two of the words that an attacker tries first";
  return undefined;
}

/** Names and the parts of the e-mail, with and without the digits at their end: "smith85". */
function ownWords({ email, firstName, lastName }: PasswordOwner): string[] {
  const parts = [...email.split(/[@.+_-]/), ...firstName.split(/[\s'-]/), ...lastName.split(/[\s'-]/)];
  return [...parts, firstName, lastName, ...parts.map((part) => part.replace(/\p{N}+$/u, ""))];
}

function organisationWords({ organisation }: PasswordOwner): string[] {
  const parts = organisation.flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  return parts.filter((part) => !fillers.has(part));
}

function isMadeOf(words: readonly string[], password: string): boolean {
  const tried = [...new Set(words.map(lettersAndDigits))]
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length);
  return readingsOf(password).some((text) => {
    const rest = tried.reduce((left, word) => left.replaceAll(word, ""), text);
    return rest.length < text.length && (weightOf(rest) < ownLettersMin || isDressedWord(rest));
  });
}

function weightOf(rest: string): number {
  const digits = rest.match(/\p{N}/gu)?.length ?? 0;
  return rest.length - digits / 2;
}
