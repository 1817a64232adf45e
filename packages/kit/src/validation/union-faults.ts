/**
 * Of a value that may have one of several forms only what is wrong with the form that it means to
 * have.
 */
import type { ErrorObject } from "ajv";

/**
 * A union that fits nothing brings the faults of every form. Told are those of the form of which
 * the value has the type, or else that it is none of them.
 */
export function pickUnionFaults(faults: readonly ErrorObject[]): readonly ErrorObject[] {
  const dropped = new Set<ErrorObject>();
  for (const union of faults.filter(({ keyword }) => keyword === "anyOf")) {
    const forms = formsOf(union, faults);
    const meant = [...forms.values()].find((form) => !form.some((fault) => isOtherType(fault, union)));
    const named = [...forms.values()].filter((form) => !form.some(({ params }) => params.type === "null"));
    const kept = meant ?? (named.length === 1 ? named[0] : undefined);
    for (const form of forms.values()) if (form !== kept) for (const fault of form) dropped.add(fault);
    if (kept) dropped.add(union);
  }
  return faults.filter((fault) => !dropped.has(fault));
}

/** The faults of each form, by its number. */
function formsOf(union: ErrorObject, faults: readonly ErrorObject[]): Map<string, ErrorObject[]> {
  const forms = new Map<string, ErrorObject[]>();
  for (const fault of faults) {
    const isWithin =
      fault.instancePath === union.instancePath || fault.instancePath.startsWith(`${union.instancePath}/`);
    if (!isWithin || !fault.schemaPath.startsWith(`${union.schemaPath}/`)) continue;
    const [number = ""] = fault.schemaPath.slice(union.schemaPath.length + 1).split("/", 1);
    const form = forms.get(number);
    if (form) form.push(fault);
    else forms.set(number, [fault]);
  }
  return forms;
}

function isOtherType(fault: ErrorObject, union: ErrorObject): boolean {
  return fault.instancePath === union.instancePath && ["type", "const", "enum"].includes(fault.keyword);
}
