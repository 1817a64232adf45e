/** What the list is narrowed to, as its address says it: days and a facility, no patient. */

export type PatientsSearch = { registeredFrom?: string; registeredTo?: string; facility?: string };

const date = /^\d{4}-\d{2}-\d{2}$/;
const shapes: Record<keyof PatientsSearch, RegExp> = {
  registeredFrom: date,
  registeredTo: date,
  facility: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
};

/** What has another shape is passed over. */
export function readPatientsSearch(search: Record<string, unknown>): PatientsSearch {
  const known = Object.entries(shapes).filter(([name, shape]) => {
    const value = search[name];
    return typeof value === "string" && shape.test(value);
  });
  return Object.fromEntries(known.map(([name]) => [name, search[name]]));
}
