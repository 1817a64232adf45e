/** When two ids that other systems gave are one. */
import { foldText, foldWriting } from "./text.ts";

type Identifier = { system: string; value: string; issuer?: string | undefined };

/**
 * `ID-7`, ` ID-7` and `ID‑7` with a hyphen that does not break are one id; `id-7` is another, as
 * FHIR has it of identifiers. The issuer is a name, and compared as one; empty where it is not known.
 */
function foldIdentifier({ system, value, issuer = "" }: Identifier) {
  return { system: foldWriting(system), value: foldWriting(value), issuer: foldText(issuer) };
}

/** The same as the columns of a table. */
export function identifierKeys(identifier: Identifier) {
  const { system, value, issuer } = foldIdentifier(identifier);
  return { system_key: system, value_key: value, issuer_key: issuer };
}

/** One text per id: the same for two that are one. */
export function identifierKey(identifier: Identifier): string {
  const { system, value, issuer } = foldIdentifier(identifier);
  return JSON.stringify([system, value, issuer]);
}
