/** Which systems of identifiers a clinic knows, and what it asks of them: its configuration. */
import type { Identifier } from "@pms/contracts/patients/record";
import { foldText, foldWriting } from "@pms/contracts/text/text";
import { ConfigError } from "@pms/kit/process/config";
import { bodyChecker } from "@pms/kit/validation/validator";
import { type Static, Type } from "typebox";
import { type CheckRule, checkRules } from "./check-digits.ts";

const closed = { additionalProperties: false };
const IdentifierType = Type.Object(
  {
    /** Unique: a second owner is refused. Evidence: shared and mistyped in life, never refused. */
    kind: Type.Enum(["unique", "evidence"]),
    /** A regular expression for the whole value in capitals, without blanks, dots and hyphens. */
    pattern: Type.Optional(Type.String({ maxLength: 500 })),
    check: Type.Optional(Type.Enum(Object.keys(checkRules) as CheckRule[])),
    /** What is said of a value that does not fit, such as `must be a letter and seven digits`. */
    says: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
);
const Configured = Type.Record(Type.String(), IdentifierType);
type Configured = Static<typeof Configured>;
const faultsOf = bodyChecker(Configured);

export type IdentifierTypes = {
  /** Whether a second owner is no reason to refuse. Any system is unique of which nothing is said. */
  isEvidence(identifier: Pick<Identifier, "system">): boolean;
  /** What is wrong with the value of a unique identifier; undefined when it may be stored. */
  faultOf(identifier: Identifier): string | undefined;
};

/** Shared by families and typed wrongly everywhere: nobody's configuration makes them unique. */
const alwaysEvidence = ["ssn", "national-id"];

type Rule = { isEvidence: boolean; faultOf: IdentifierTypes["faultOf"] };

/**
 * Reads `IDENTIFIER_TYPES`, JSON by system: `{"drivers-license":{"kind":"unique","pattern":"[A-Z]\\d{7}"}}`;
 * nothing is configured where it is empty. Throws a ConfigError that says what is wrong.
 */
export function readIdentifierTypes(json = ""): IdentifierTypes {
  const rules = new Map<string, Rule>();
  for (const [system, type] of Object.entries(parse(json))) {
    if (type.kind === "unique" && alwaysEvidence.includes(foldText(system)))
      throw new ConfigError(`IDENTIFIER_TYPES: ${foldText(system)} is evidence and cannot be made unique`);
    rules.set(foldText(system), ruleOf(system, type));
  }
  for (const system of alwaysEvidence) rules.set(system, { isEvidence: true, faultOf: () => undefined });
  return {
    isEvidence: ({ system }) => rules.get(foldText(system))?.isEvidence ?? false,
    faultOf: (identifier) => rules.get(foldText(identifier.system))?.faultOf(identifier),
  };
}

function parse(json: string): Configured {
  if (json.trim() === "") return {};
  try {
    const configured: unknown = JSON.parse(json);
    // The checker has just found it to be of this shape.
    if (faultsOf(configured).length === 0) return configured as Configured;
  } catch {
    // Said below, as anything else that is not of the form.
  }
  throw new ConfigError(
    `IDENTIFIER_TYPES must be JSON, a kind for each system: {"passport":{"kind":"unique"}}; check is one of ${Object.keys(checkRules).join(", ")}`,
  );
}

function ruleOf(system: string, { kind, pattern, check, says }: Static<typeof IdentifierType>): Rule {
  if (kind === "evidence") return { isEvidence: true, faultOf: () => undefined };
  const form = pattern === undefined ? undefined : compile(system, pattern);
  return {
    isEvidence: false,
    faultOf({ value }) {
      const bare = foldWriting(value)
        .replaceAll(/[\s.-]/g, "")
        .toUpperCase();
      if (form && !form.test(bare)) return says ?? `is not in the form of a ${system}`;
      if (check && !checkRules[check](bare)) return says ?? "has a mistake in it: its check digit does not fit";
      return undefined;
    },
  };
}

function compile(system: string, pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch {
    throw new ConfigError(`IDENTIFIER_TYPES: the pattern of ${system} is no regular expression`);
  }
}
