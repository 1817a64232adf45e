/** Which methods an address takes: the difference between 404 and 405 (RFC 9110, 15.5.6). */
import type { FastifyInstance } from "fastify";

export type AllowedMethods = {
  /**
   * Of the routes that take this path, none when it is nobody's. A route of that very name hides
   * those with a parameter there.
   */
  methodsOf(path: string): readonly string[];
  /** Whether the path is a route's own name, and so no value of a parameter of another. */
  isName(path: string): boolean;
};

/** To be called before the routes are added. */
export function collectMethods(app: FastifyInstance): AllowedMethods {
  const named = new Map<string, string[]>();
  const others: { method: string; path: RegExp }[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    const isPattern = /[:*]/.test(url);
    const path = new RegExp(
      `^${url
        .replaceAll(/[.+()[\]]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll(/:\w+/g, "[^/]+")}$`,
    );
    for (const each of [method].flat())
      if (isPattern) others.push({ method: each, path });
      else named.set(url, [...(named.get(url) ?? []), each]);
  });
  return {
    methodsOf: (path) =>
      named.get(path) ?? [...new Set(others.filter((route) => route.path.test(path)).map(({ method }) => method))],
    isName: (path) => named.has(path),
  };
}
