/** Path patterns: `*` is one segment, a trailing `**` any number of them, none included. */

export type PathPattern = { text: string; segments: readonly string[]; matches(path: string): boolean };

/**
 * Throws on a pattern that cannot match: no leading slash, `**` before the end, an empty segment.
 */
export function compilePathPattern(text: string): PathPattern {
  const segments = text.slice(1).split("/");
  const wellFormed =
    text.startsWith("/") &&
    segments.every(
      (segment, index) => /^(\*|\*\*|[\w.~-]+)$/.test(segment) && (segment !== "**" || index === segments.length - 1),
    );
  if (!wellFormed) throw new Error(`${text} is not a path pattern`);
  return { text, segments, matches: matcherOf(text, segments) };
}

function matcherOf(text: string, segments: readonly string[]): (path: string) => boolean {
  const isSubtree = segments.at(-1) === "**";
  if (segments.includes("*")) return (path) => matchesSegments(segments, path.slice(1).split("/"));
  if (!isSubtree) return (path) => path === text;
  const prefix = text.slice(0, -3);
  return (path) =>
    path.startsWith(prefix) && (path.length === prefix.length || path.charCodeAt(prefix.length) === 0x2f);
}

function matchesSegments(pattern: readonly string[], path: readonly string[]): boolean {
  for (let i = 0; i < pattern.length; i += 1) {
    if (pattern[i] === "**") return true;
    if (path[i] === undefined || (pattern[i] !== "*" && pattern[i] !== path[i])) return false;
  }
  return pattern.length === path.length;
}

/** Whether every path that `inner` matches is matched by `outer` too. */
export function covers(outer: PathPattern, inner: PathPattern): boolean {
  for (let i = 0; ; i += 1) {
    const [a, b] = [outer.segments[i], inner.segments[i]];
    if (a === "**") return true;
    if (a === undefined || b === undefined) return a === b;
    if (b === "**" || (a !== "*" && a !== b)) return false;
  }
}
