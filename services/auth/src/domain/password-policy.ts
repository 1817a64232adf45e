/** What a password must be (NIST SP 800-63B-4): long, not a common one, not made of the user's own names. Never calls out (PW-2). */
import { type PersonRole, seesOwnRecordOnly } from "@pms/contracts/permissions";
import { invalidField } from "@pms/kit/problem";
import { isCommonPassword, lettersAndDigits } from "./common-passwords.ts";

const lengthMax = 256;
const lengthMin = 12;
/** Staff reach many records; without a second factor their password must carry more. */
const lengthMinStaff = 15;
const productWords = ["patient", "management", "clinic", "hospital", "password", "pms"];
/** What must be left of a password without the words that anyone would try first. */
const ownLettersMin = 8;

export type PasswordOwner = { email: string; firstName: string; lastName: string; roles: readonly PersonRole[] };

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
  if (isMadeOf(ownWords(owner), normalized)) return "must not be made of your name or your e-mail";
  if (isMadeOf([...ownWords(owner), ...productWords], normalized))
    return `must not be made of words that anyone would try here, such as ${productWords.join(", ")}`;
  return undefined;
}

function ownWords({ email, firstName, lastName }: PasswordOwner): string[] {
  return [...email.split(/[@.+_-]/), ...firstName.split(/\s/), ...lastName.split(/\s/)];
}

function isMadeOf(words: readonly string[], password: string): boolean {
  const tried = words
    .map(lettersAndDigits)
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length);
  const text = lettersAndDigits(password);
  const rest = tried.reduce((left, word) => left.replaceAll(word, ""), text);
  return rest.length < text.length && rest.length < ownLettersMin;
}
