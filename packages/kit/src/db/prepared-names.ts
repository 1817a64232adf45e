/** By which names PostgreSQL keeps the plans of statements: unique per text within a process. */

/** At most 63 bytes are told apart. */
const nameMax = 60;
/** Of one statement; who has more varies without end, and is planned each time. */
const variantsMax = 32;

const names = new Map<string, string>();
const variants = new Map<string, number>();

export const preparedNames = {
  /**
   * The name to prepare this text by; undefined where too many texts share the statement's name.
   */
  of(statement: string, text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined) return known;
    const variant = (variants.get(statement) ?? 0) + 1;
    if (variant > variantsMax) return undefined;
    if (statement.length > nameMax) throw new Error(`"${statement}" is longer than PostgreSQL's names`);
    const name = variant === 1 ? statement : `${statement}~${variant}`;
    variants.set(statement, variant);
    names.set(text, name);
    return name;
  },
  /** The name of a text that a statement has had before. */
  find: (text: string): string | undefined => names.get(text),
};
