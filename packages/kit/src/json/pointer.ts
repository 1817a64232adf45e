/**
 * JSON pointers (RFC 6901) to what is wrong in a body. A name that a caller made up is cut short,
 * so that no answer outgrows it.
 */

const nameMaxLength = 64;

/** `/contacts/2/email` of the names on the way there. */
export function pointerOf(path: readonly string[]): string {
  return path.map((name) => `/${shorten(name).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** By whole code points: half a surrogate pair would be no text. */
function shorten(name: string): string {
  if (name.length <= nameMaxLength) return name;
  return `${name
    .slice(0, nameMaxLength)
    .toWellFormed()
    .replace(/\uFFFD$/, "")}…`;
}
