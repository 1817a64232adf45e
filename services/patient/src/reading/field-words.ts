/** Names and values of a record's fields as words, for whoever reads a difference without a page. Pure. */

/** Whose spelled names would say something else. */
const names: Readonly<Record<string, string>> = {
  zipCode: "ZIP code",
  sex: "Sex",
  races: "Race",
  contactBy: "To be reached by",
  doNotContactBy: "Not to be reached by",
  facilityId: "Facility",
  email: "E-mail",
  emails: "Other e-mails",
  phones: "Other phones",
  addresses: "Other addresses",
  names: "Other names",
};

/** `/address/zipCode` → `ZIP code`, `/dateOfBirth` → `Date of birth`. */
export function nameOfField(pointer: string): string {
  const name = pointer.split("/").at(-1) ?? "";
  const known = Object.hasOwn(names, name) ? names[name] : undefined;
  const spelled = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return known ?? spelled.charAt(0).toUpperCase() + spelled.slice(1);
}

/** `Luis Ruiz, son, guarantor`: of a row its values, of what is true its name, and nothing of what is not. */
export function wordsOfValue(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(wordsOfValue).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  const parts = Object.entries(value).flatMap(([name, inner]) => {
    if (inner === true) return [nameOfField(name).toLowerCase()];
    if (inner === false) return [];
    if (typeof inner === "number") return [`${nameOfField(name).toLowerCase()} ${inner}`];
    if (name === "start") return [`from ${wordsOfValue(inner)}`];
    if (name === "end") return [`until ${wordsOfValue(inner)}`];
    const words = wordsOfValue(inner);
    return words === "" ? [] : [words];
  });
  return parts.join(", ");
}
