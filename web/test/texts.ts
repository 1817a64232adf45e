/** What the pages say, read from their source: texts given to `t` or `Rich`, and words that are given to neither. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vite";

type Node = { type: string; start: number; [key: string]: unknown };
export type Found = { text: string; where: string };

const source = join(import.meta.dirname, "../src");
const spoken = new Set(
  (
    "label title placeholder description alt message text aria-label ariaLabel error hint summary nothingFound " +
    "nothingFoundMessage tab what refused word words problem detail data-label"
  ).split(" "),
);
/** A sentence is spoken wherever it stands: returned by a function, in a map, given to `say`. */
const isSentence = (text: string) => /^\s*\p{Lu}[\p{L}’']*,? \p{Ll}/u.test(text);
/** Words have a letter, and are no name such as `ledger-row` or `/api/patients`. */
const isProse = (text: string) => /\p{L}{2}/u.test(text) && (/\s/.test(text.trim()) || /^\s*\p{Lu}\p{Ll}/u.test(text));

/** Every text that is translated, and every place that speaks without being so. */
export function readTexts(): { translated: Found[]; bare: Found[] } {
  const translated: Found[] = [];
  const bare: Found[] = [];
  for (const file of globSync("**/*.{ts,tsx}", { cwd: source, exclude: (name) => String(name) === "gen" })) {
    const code = readFileSync(join(source, file), "utf8");
    const program = parseAst(code, { lang: "tsx" }) as unknown as Node;
    const found = (text: string, { start }: Node) => ({
      text,
      where: `${file}:${code.slice(0, start).split("\n").length}`,
    });
    walk(program, (node, parents) => {
      if (node.type === "CallExpression" && (node.callee as Node).name === "t") {
        const text = literalOf((node.arguments as Node[])[0]);
        if (text === undefined) bare.push(found("t(…) of what is not a plain text", node));
        else translated.push(found(text, node));
      } else if (node.type === "JSXAttribute" && nameOf(parents.at(-1)) === "Rich" && nameOf(node) === "text")
        translated.push(found(literalOf(node.value as Node) ?? "", node));
      else {
        const text = node.type === "JSXText" ? (node.value as string) : literalOf(node);
        if (text !== undefined && isProse(text) && (speaks(node, parents) || isToldAnyway(text, node, parents, file)))
          bare.push(found(text.trim(), node));
      }
    });
  }
  return { translated, bare };
}

/** True where a reader sees or hears it: between tags, or under a name that is spoken. */
function speaks(node: Node, parents: readonly Node[]): boolean {
  if (node.type === "JSXText") return true;
  for (const [index, parent] of [...parents.entries()].reverse()) {
    if (parent.type === "CallExpression" || parent.type === "MemberExpression" || parent.type === "BinaryExpression")
      return false;
    if (parent.type === "JSXAttribute" || parent.type === "Property")
      return spoken.has(nameOf(parent) ?? "") && nameOf(parents[index - 1]) !== "Rich";
    if (parent.type === "JSXExpressionContainer" && parents[index - 1]?.type !== "JSXAttribute") return true;
  }
  return false;
}

/** Names of languages are in these languages, and what a developer is told is not for readers. */
function isToldAnyway(text: string, node: Node, parents: readonly Node[], file: string): boolean {
  const isForReaders = !parents.some(
    (parent) => parent.type === "NewExpression" || nameOf(parent) === "Rich" || parent.type.startsWith("TS"),
  );
  const isTranslated = parents.some(
    (parent) => parent.type === "CallExpression" && (parent.callee as Node).name === "t",
  );
  return node.type !== "JSXText" && isSentence(text) && isForReaders && !isTranslated && !file.startsWith("i18n/");
}

function nameOf(node: Node | undefined): string | undefined {
  const opening = node?.type === "JSXElement" ? (node.openingElement as Node) : node;
  const name = (opening?.name ?? opening?.key) as { name?: string; value?: string } | undefined;
  return name?.name ?? name?.value;
}

function literalOf(node: Node | undefined | null): string | undefined {
  if (node?.type === "JSXExpressionContainer") return literalOf(node.expression as Node);
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral")
    return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join("…");
  return undefined;
}

function walk(node: Node, visit: (node: Node, parents: readonly Node[]) => void, parents: readonly Node[] = []): void {
  visit(node, parents);
  const below = [...parents, node];
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value])
      if (child && typeof child === "object" && typeof (child as Node).type === "string")
        walk(child as Node, visit, below);
}
