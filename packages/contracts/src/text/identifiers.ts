/** When two ids that other systems gave are one. */
import { foldWriting } from "./text.ts";

/**
 * `ID-7`, ` ID-7` and `ID‑7` with a hyphen that does not break are one id; `id-7` is another, as
 * FHIR has it of identifiers.
 */
function foldIdentifier({ system, value }: { system: string; value: string }) {
  return { system: foldWriting(system), value: foldWriting(value) };
}

/** The same as the columns of a table. */
export function identifierKeys(identifier: { system: string; value: string }) {
  const { system, value } = foldIdentifier(identifier);
  return { system_key: system, value_key: value };
}

/** One text per id: the same for two that are one. */
export function identifierKey(identifier: { system: string; value: string }): string {
  const { system, value } = foldIdentifier(identifier);
  return JSON.stringify([system, value]);
}
